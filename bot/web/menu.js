// The menu: notifications, the home screen, clearing this device. Everything in it is her choice;
// nothing asks by itself.

import * as push from "./push.js";
import * as server from "./server.js";

const element = (id) => document.getElementById(id);
const OFF = "They say “You have a message” and nothing else.";
const ON = "On for this browser. They say “You have a message” and nothing else.";
const NO_CONNECTION = "No connection just now. Please try again later.";
const IPHONE =
  "On an iPhone or iPad: put Backstay on the home screen first (Share, then Add to Home Screen) and open it from there.";

export class Menu {
  /** @param on {unsent(): number of messages that would be lost, clear()} */
  constructor(on) {
    this.on = on;
    this.key = null; // the server's, for notifications; null where it sends none
    this.asked = undefined; // the conversation for which the server has been asked
    const [menu, sure] = [element("menu"), element("sure")];
    element("menu-open").addEventListener("click", () => menu.showModal());
    for (const dialog of [menu, sure]) {
      for (const button of dialog.querySelectorAll("[data-close]"))
        button.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside it
    }
    element("notify").addEventListener("click", () => this.notify());
    element("go-on").addEventListener("click", () => this.goOn());
    element("clear").addEventListener("click", () => this.ask());
    element("clear-now").addEventListener("click", () => {
      sure.close();
      menu.close();
      on.clear();
    });
    window.addEventListener("beforeinstallprompt", (offer) => {
      offer.preventDefault();
      element("home-screen").hidden = false;
      element("install").onclick = () => offer.prompt();
    });
    window.addEventListener("appinstalled", () => (element("home-screen").hidden = true));
  }

  /** Ask the server what it has to offer this conversation, and show it. */
  async offer(conversation) {
    if (this.asked === conversation) return;
    this.asked = conversation;
    const told = await server.menu().catch(() => null);
    if (told === null) return (this.asked = undefined); // the next connection asks again
    const key = (this.key = told.push_key);
    element("other-chats").hidden = told.chats.length === 0;
    element("go-on").textContent = `Go on in ${told.chats.join(" or ")}`;
    element("code").replaceChildren();
    element("notifications").hidden = key === null || !(push.possible() || navigator.standalone === false);
    if (key === null) return;
    await push.renew(key).catch(() => {}); // her page has the messages either way
    await this.showNotify();
  }

  async showNotify(trouble = "") {
    const on = (await push.current()) !== null;
    element("notify").hidden = !push.possible();
    element("notify").textContent = on ? "Stop notifications" : "Notify me of messages";
    element("notify-state").textContent = trouble || (push.possible() ? (on ? ON : OFF) : IPHONE);
  }

  async notify() {
    element("notify").disabled = true;
    try {
      await ((await push.current()) ? push.stop() : push.start(this.key));
      await this.showNotify();
    } catch (trouble) {
      await this.showNotify(trouble.message || NO_CONNECTION);
    } finally {
      element("notify").disabled = false;
      element("notify").focus();
    }
  }

  /** A code, and the addresses of the other chats with the code in them. */
  async goOn() {
    const line = document.createElement("p");
    const open = [];
    try {
      const { code, minutes, links } = await server.link();
      line.textContent = `Or type ${code} there. It works once, within ${minutes} minutes. Please don't give it to anybody.`;
      for (const { name, url } of links.filter(({ url }) => /^(https|sms):/.test(url))) {
        const there = document.createElement("a");
        Object.assign(there, { textContent: `Open ${name}`, href: url, target: "_blank", rel: "noopener" });
        open.push(there);
      }
    } catch (trouble) {
      line.textContent = trouble.message || NO_CONNECTION;
    }
    element("code").replaceChildren(...open, line);
  }

  ask() {
    const lost = this.on.unsent();
    element("unsent").hidden = lost === 0;
    element("unsent").textContent = `Not sent yet, and lost then: ${lost} ${lost === 1 ? "message" : "messages"}.`;
    element("sure").showModal();
  }
}
