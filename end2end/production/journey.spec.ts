// The whole journey of a person behind the proxy, with every mail that there is on the way.
import { changeAddress, chooseNewPassword, deleteAccount, register } from "./people";
import { NEW_PASSWORD, PASSWORD, browserTest as test, expect, expectPage, signIn } from "./support";

test("a person registers, forgets the password, moves to another address and leaves", async ({
  page,
  context,
  bench,
  email,
}) => {
  await register(page, bench, email);
  await signIn(page, email, PASSWORD);
  await expectPage(page, "/account", "Your account");
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "__Host-session_id", secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await expectPage(page, "/", "Bienvenue");

  await chooseNewPassword(page, bench, email);
  await signIn(page, email, NEW_PASSWORD);
  await expectPage(page, "/account", "Your account");

  const moved = email.replace("bob", "moved");
  await changeAddress(page, bench, NEW_PASSWORD, moved);
  await expect(page.getByRole("region", { name: "Profile" })).toContainText(moved);
  await bench.mails.next(moved, /^Your account has a new e-mail address$/);
  await bench.mails.next(email, /^The address of your account was changed$/);
  await deleteAccount(page, moved);
  expect((await bench.mails.next(moved, /^Your account was deleted$/)).text).toContain(moved);
  expect(bench.mails.rest.filter(({ to }) => [email, moved].includes(to)), "no other mail").toEqual([]);
});
