// Things that arrive one after the other, such as mails or lines of a log. Whoever waits for one is told when it comes.

/** Longer than anything here takes, and less than a test has. Whoever waits in vain is told what came instead. */
const PATIENCE = 25_000;

export class Arrivals<T> {
  private things: T[] = [];
  private readonly waiting = new Set<() => void>();

  /** `describe` says what a thing is, for whoever waits in vain. */
  constructor(private readonly describe: (thing: T) => string) {}

  add(thing: T) {
    this.things.push(thing);
    for (const look of [...this.waiting]) look();
  }

  /** Takes the first one away that fits, whether it has come already or is still to come. */
  take(what: string, fits: (thing: T) => boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const index = this.things.findIndex(fits);
        if (index < 0) return;
        this.waiting.delete(look);
        clearTimeout(patience);
        resolve(this.things.splice(index, 1)[0]);
      };
      const patience = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`waited in vain for ${what}; what came:\n${this.things.map(this.describe).join("\n")}`));
      }, PATIENCE);
      this.waiting.add(look);
      look();
    });
  }

  /** What has come and was not taken. */
  get rest(): readonly T[] {
    return this.things;
  }
}
