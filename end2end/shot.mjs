import { chromium } from "@playwright/test";
const base = process.env.BASE || "http://127.0.0.1:5077";
const b = await chromium.launch({executablePath:"/usr/bin/chromium", args:["--no-sandbox"]});
const out="/tmp/shots"; import {mkdirSync} from "node:fs"; mkdirSync(out,{recursive:true});
for (const [size,vp] of [["d",{width:1280,height:800}],["p",{width:390,height:844}]]) for (const scheme of ["light","dark"]) {
  const c = await b.newContext({viewport:vp,colorScheme:scheme,deviceScaleFactor:size=="p"?1.5:1});
  const p = await c.newPage(); p.on("console",m=>console.log(m.type(),m.text())); p.on("pageerror",e=>console.log("ERR",e));
  const live = () => p.waitForSelector("html[data-hydrated=true]");
  const email=`marie.curie.${size}${scheme}@example.org`;
  const shot=(n)=>p.screenshot({path:`${out}/${n}-${size}-${scheme}.png`,fullPage:true});
  for (const path of ["/","/register","/login","/forgot-password","/reset-password","/nowhere"]) { await p.goto(base+path); await live(); await shot(path.slice(1)||"home"); }
  await p.goto(base+"/register"); await live();
  await p.getByLabel("E-mail address").fill("bob"); await p.getByLabel("Password").fill("password1"); await p.waitForSelector("text=Weak"); await shot("register-hint");
  await p.getByRole("button",{name:"Create account"}).click(); await p.waitForSelector("[role=alert]"); await shot("register-refused");
  await p.getByLabel("E-mail address").fill(email); await p.getByLabel("Password").fill("mySuperPwd"); await p.getByRole("button",{name:"Create account"}).click();
  await p.waitForSelector("[role=status]"); await shot("login-notice");
  await p.getByLabel("Password").fill("x"); await p.getByRole("button",{name:"Sign in"}).click(); await p.waitForSelector("[role=alert]"); await shot("login-refused");
  await p.request.post(base+"/sessions",{form:{email,password:"mySuperPwd"},headers:{"user-agent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"}});
  await p.context().clearCookies();
  await p.goto(base+"/login"); await live();
  await p.getByLabel("E-mail address").fill(email); await p.getByLabel("Password").fill("mySuperPwd"); await p.getByRole("button",{name:"Sign in"}).click(); await p.waitForURL("**/account"); await p.waitForSelector(".row"); await p.waitForTimeout(400); await shot("account");
  await p.getByRole("link",{name:"Delete my account…"}).click(); await p.waitForTimeout(300); await p.screenshot({path:`${out}/dialog-${size}-${scheme}.png`});
  await p.goto(base+"/dev/components"); await shot("components");
  await p.goto(base+"/dev/mailbox"); await shot("mailbox");
  await c.close();
}
await b.close();
