import assert from "node:assert/strict";
import { pageOf } from "../../../../tools/preview/page/page";
import { previewOf } from "../../../../tools/preview/preview";
import { notesOf } from "../../../../tools/preview/warnings";
import { HOSTILE, hostilePreview } from "../../../support/hostile";
import { recordStack } from "../../../support/stacks";

const MADE = new Date("2026-11-28T12:34:56Z");

describe("the page", () => {
  it("is complete in itself: it loads nothing and runs nothing, and says so to the browser", async () => {
    const page = pageOf([previewOf(await recordStack("dev"), [])], MADE);
    assert.match(page, /^<!doctype html>\n<html lang="en">/);
    assert.match(page, /content="default-src &#39;none&#39;;|content="default-src 'none';/);
    assert.doesNotMatch(page, /<script|@import|url\(|<iframe|<object/i);
    const links = [...page.matchAll(/\b(?:href|src|action|data)="([^"]*)"/g)].map(([, link = ""]) => link);
    assert.deepEqual([...new Set(links.filter((link) => !link.startsWith("#")))], ["data:,"]);
  });

  it("leads only to places that it has, each of which is there once", async () => {
    const stranger = { policy: "p", level: "advisory", urn: "urn:of:nobody", message: "m" } as const;
    const page = pageOf([previewOf(await recordStack("dev"), [stranger]), hostilePreview()], MADE);
    const ids = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, id = ""]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, link = ""] of page.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(link), `#${link}`);
  });

  it("takes no text of a program for markup", () => {
    const page = pageOf([hostilePreview()], MADE);
    assert.doesNotMatch(page, /<script|<img|<h1>out/);
    assert.equal(page.match(/<\/style>/g)?.length, page.match(/<style>/g)?.length);
    assert.equal(page.match(/<\/title>/g)?.length, page.match(/<title>/g)?.length);
    assert.ok(page.includes("&lt;script>") || page.includes("&lt;script&gt;"), "it is shown as what it is");
    assert.ok(page.includes(HOSTILE[7]));
  });

  it("has the verdict, the pins, the costs, the chain and the tree of each stack", async () => {
    const dev = previewOf(await recordStack("dev"), []);
    const page = pageOf([dev, { ...dev, stack: "prod", pins: ["search:2"] }], MADE);
    for (const text of [
      "No violations.",
      "Releases pinned",
      "NAT gateway",
      "Longest chain",
      "fairlead-dev",
      "differs",
    ]) {
      assert.ok(page.includes(text), text);
    }
    assert.ok(page.includes("2026-11-28 12:34 UTC"));
  });

  it("has what the nodes run, and what a program says in passing, as the terminal has", async () => {
    const dev = pageOf([previewOf(await recordStack("dev"), [])], MADE);
    assert.ok(dev.includes("dev-spot: Amazon's current ECS image."));
    const releases = previewOf(await recordStack("releases"), []);
    const [note] = notesOf(releases);
    assert.ok(note !== undefined && pageOf([releases], MADE).includes(`Note: ${note.text}`));
    assert.doesNotMatch(pageOf([releases], MADE), /Images of nodes/);
  });

  it("shows of a program that failed what failed it", async () => {
    const dev = previewOf(await recordStack("dev"), []);
    const page = pageOf([{ ...dev, errors: ["no such <pool>"] }], MADE);
    assert.match(page, /the program failed/);
    assert.match(page, /no such &lt;pool/);
    assert.doesNotMatch(page, /<svg|No violations/);
    assert.match(page, /1 stack, 0 resources;/, "what a failed program left is not counted");
  });

  it("is the same for the same previews", async () => {
    const dev = previewOf(await recordStack("dev"), []);
    assert.equal(pageOf([dev], MADE), pageOf([dev], MADE));
  });
});
