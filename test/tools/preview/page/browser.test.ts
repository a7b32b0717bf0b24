import assert from "node:assert/strict";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { pageOf } from "../../../../tools/preview/page/page";
import { previewOf } from "../../../../tools/preview/preview";
import { paleTexts } from "../../../support/contrast";
import { hostilePreview } from "../../../support/hostile";
import { recordStack, STACKS } from "../../../support/stacks";

/** A Chromium on the `PATH`. */
function findChromium(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const files = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const widths = [375, 1280] as const;
const schemes = ["light", "dark"] as const;

describe("the page in a browser", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  let browser: Browser | undefined;

  before(async function () {
    const executablePath = findChromium();
    if (executablePath === undefined) {
      console.log("    skipped: there is no chromium on the PATH");
      return this.skip();
    }
    const previews = await Promise.all(STACKS.map(async (stack) => previewOf(await recordStack(stack), [])));
    writeFileSync(join(folder, "shop.html"), pageOf(previews, new Date(0)));
    const failed = previews.map((preview, index) => (index === 1 ? { ...preview, errors: ["no subnets"] } : preview));
    writeFileSync(join(folder, "failed.html"), pageOf(failed, new Date(0)));
    writeFileSync(join(folder, "hostile.html"), pageOf([hostilePreview()], new Date(0)));
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page; whatever it complains about or asks the network for ends in `noise`. */
  async function open(
    name: string,
    width: number,
    colorScheme: "light" | "dark",
  ): Promise<{ page: Page; noise: string[] }> {
    assert.ok(browser);
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    const noise: string[] = [];
    const url = pathToFileURL(join(folder, name)).href;
    page.on("console", (message) => noise.push(message.text()));
    page.on("pageerror", (error) => noise.push(String(error)));
    page.on("dialog", (dialog) => noise.push(dialog.message()));
    page.on("request", (request) => {
      if (!request.url().startsWith("data:") && request.url().split("#")[0] !== url) noise.push(request.url());
    });
    await page.goto(url);
    return { page, noise };
  }

  for (const name of ["shop.html", "hostile.html"]) {
    for (const width of widths) {
      for (const scheme of schemes) {
        it(`${name} fits ${width} px in ${scheme}, quietly, with text that can be read`, async () => {
          const { page, noise } = await open(name, width, scheme);
          await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
          const [needed, given] = (await page.evaluate(
            "[document.documentElement.scrollWidth, innerWidth]",
          )) as number[];
          assert.ok((needed ?? 0) <= (given ?? 0), `${needed} px wide`);
          assert.deepEqual(await page.evaluate(paleTexts), []);
          assert.doesNotMatch(await page.title(), /^owned/);
          await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) });
          assert.deepEqual(noise, []);
          await page.close();
        });
      }
    }
  }

  for (const [name, width] of [
    ["shop.html", 375],
    ["failed.html", 375],
    ["shop.html", 1000],
    ["shop.html", 1100],
    ["shop.html", 1280],
    ["failed.html", 1280],
  ] as const) {
    it(`${name} has every figure of its tables in view at ${width} px`, async () => {
      const { page } = await open(name, width, "light");
      const cut = await page.evaluate(
        "[...document.querySelectorAll('.scroll:has(table)')].filter((t) => t.scrollWidth > t.clientWidth).map((t) => t.getAttribute('aria-label'))",
      );
      assert.deepEqual(cut, []);
      await page.close();
    });
  }

  it("says that a picture goes on to the side exactly where it does", async () => {
    const seen = new Set<boolean>();
    for (const width of widths) {
      const { page } = await open("shop.html", width, "light");
      for (const figure of await page.locator("figure").all()) {
        const wider = await figure.locator(".scroll").evaluate((frame) => frame.scrollWidth > frame.clientWidth);
        assert.equal(await figure.locator(".wider").isVisible(), wider);
        seen.add(wider);
      }
      await page.close();
    }
    assert.equal(seen.size, 2, "both kinds are among them");
  });

  it("looks different in light and in dark", async () => {
    const background = async (scheme: "light" | "dark") => {
      const { page } = await open("shop.html", 1280, scheme);
      return page.evaluate("getComputedStyle(document.body).backgroundColor");
    };
    assert.notEqual(await background("light"), await background("dark"));
  });

  it("goes from a box of the picture to its resource, opening what it is in, by keyboard alone", async () => {
    const { page } = await open("shop.html", 1280, "light");
    const box = page.locator('#s3 svg a.box[aria-label^="Cluster prod"]');
    const row = page.locator((await box.getAttribute("href")) ?? "");
    assert.equal(await row.isVisible(), false);
    await box.focus();
    await page.keyboard.press("Enter");
    assert.equal(await row.isVisible(), true);
    assert.match((await row.textContent()) ?? "", /aws:ecs:Cluster prod/);
  });

  it("opens and closes components by keyboard", async () => {
    const { page } = await open("shop.html", 1280, "light");
    const part = page.locator("#s3 .tree details details").first();
    await part.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    assert.equal(await part.evaluate((details) => (details as HTMLDetailsElement).open), true);
    await page.keyboard.press("Space");
    assert.equal(await part.evaluate((details) => (details as HTMLDetailsElement).open), false);
  });

  it("brings out what the box that is pointed at waits for", async () => {
    const { page } = await open("shop.html", 1280, "light");
    const edge = page.locator("#p3 .edge:not(.chained)").first();
    const width = () => edge.evaluate((path) => getComputedStyle(path).strokeWidth);
    const to = /\bt(\d+)/.exec((await edge.getAttribute("class")) ?? "")?.[1];
    assert.equal(await width(), "1px");
    await page.locator(`#p3 .b${to}`).hover();
    assert.equal(await width(), "2px");
  });
});
