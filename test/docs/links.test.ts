import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { anchorsOf, linksOf, pageOf, pages, targetOf } from "../support/markdown";

const root = join(__dirname, "../..");
const all = pages();

describe("documentation", () => {
  for (const page of all) {
    it(`leads somewhere from ${page.file}`, () => {
      const dead = linksOf(page).filter((link) => {
        const target = targetOf(page, link);
        if (target === undefined) return !/^(https:|mailto:)/.test(link);
        if (target.file.startsWith("..") || !existsSync(join(root, target.file))) return true;
        const there = all.find(({ file }) => file === target.file);
        return target.anchor !== "" && !(there && anchorsOf(there).includes(target.anchor));
      });
      assert.deepEqual(dead, []);
    });

    it(`names files that there are in ${page.file}`, () => {
      const named = [
        ...page.text.matchAll(/`((?:bench|components|container|docs|examples|policy|stacks|test|tools)\/[\w./-]+)`/g),
      ];
      const made = /\/(dist|api|[A-Z]{3,})(\/|$)/; // by a build, or it stands for a name
      const missing = named
        .map(([, file = ""]) => file)
        .filter((file) => !made.test(file) && !existsSync(join(root, file)));
      assert.deepEqual(missing, []);
    });
  }

  it("is reachable from the README, page by page or by its folder", () => {
    const reached = new Set(["README.md"]);
    for (const file of reached) {
      const page = all.find((page) => page.file === file);
      for (const link of page ? linksOf(page) : []) {
        const { file: target = "" } = targetOf(pageOf(file, ""), link) ?? {};
        for (const { file } of all) if (file === target || dirname(file) === target) reached.add(file);
      }
    }
    assert.deepEqual(
      all.map(({ file }) => file).filter((file) => !reached.has(file)),
      [],
    );
  });
});

describe("the reader of pages", () => {
  const page = pageOf(
    "docs/a.md",
    "# A `b`: c\n\n[x](b.md#d) [`y`](../c.md) `[no](code)`\n\n    [no](code)\n\n```sh\n# no\n[no](code)\n```\n## A\n## A\n",
  );

  it("finds links, but none in code", () => {
    assert.deepEqual(linksOf(page), ["b.md#d", "../c.md"]);
    assert.deepEqual(
      linksOf(page).map((link) => targetOf(page, link)),
      [
        { file: "docs/b.md", anchor: "d" },
        { file: "c.md", anchor: "" },
      ],
    );
  });

  it("makes anchors of headings as GitHub does", () => {
    assert.deepEqual(anchorsOf(page), ["a-b-c", "a", "a-1"]);
  });
});
