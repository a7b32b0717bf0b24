import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { TAGS as TAG_KEYS } from "../../components/constants";
import { IMAGE_TAGS } from "../../tools/ami/images";
import { type Page, pageOf, pages } from "../support/markdown";

const root = join(__dirname, "../..");

/** The project's own keys with their types, and the one that has no default. */
const KEYS: Record<string, { type: string }> = {
  ...parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")).config,
  protect: { type: "boolean" },
};

/** Tags of resources, which are spelled alike. */
const TAGS = Object.values({ ...TAG_KEYS, ...IMAGE_TAGS }).map((key) => key.replace("fairlead:", ""));

/** Keys that a page names and the project does not have. */
function unknownKeys({ text }: Page): string[] {
  const named = [...text.matchAll(/\bfairlead:([A-Za-z][\w-]*)(?![\w:-])/g)].map(([, key = ""]) => key);
  return named.filter((key) => !(key in KEYS) && !TAGS.includes(key));
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

/** What is wrong with the YAML and JSON of a page. */
function problems({ blocks }: Page): string[] {
  return blocks.flatMap(({ language, code }) => {
    if (language === "json") {
      try {
        JSON.parse(code);
        return [];
      } catch (error) {
        return [String(error)];
      }
    }
    if (!/^ya?ml$/.test(language)) return [];
    const documents = parseAllDocuments(code);
    const faults = documents.flatMap(({ errors }) => errors.map(({ message }) => message));
    if (faults.length > 0) return faults;
    return documents.flatMap((document) => {
      const value = document.toJS() ?? {};
      // A whole file of a stack, or some of its lines.
      return Object.entries({ ...value, ...(value.config ?? {}) }).flatMap(([key, set]) => {
        const [namespace, name = ""] = key.split(":");
        const type = KEYS[name]?.type;
        if (namespace !== "fairlead" || type === undefined || type === typeOf(set)) return [];
        return [`${key} is ${typeOf(set)}; Pulumi.yaml says ${type}`];
      });
    });
  });
}

describe("configuration in the documentation", () => {
  for (const page of pages()) {
    it(`is as Pulumi.yaml has it, in ${page.file}`, () => {
      assert.deepEqual(unknownKeys(page), []);
      assert.deepEqual(problems(page), []);
    });
  }

  it("would be noticed when it is not", () => {
    const page = pageOf(
      "a.md",
      "`fairlead:pin`\n\n```yaml\nconfig:\n  fairlead:pins: [1]\n```\n```json\n{,}\n```\n```yaml\na: [\n```\n",
    );
    assert.deepEqual(unknownKeys(page), ["pin"]);
    const [pins, json, yaml] = problems(page);
    assert.equal(pins, "fairlead:pins is array; Pulumi.yaml says object");
    assert.match(json ?? "", /JSON/);
    assert.ok(yaml);
  });
});
