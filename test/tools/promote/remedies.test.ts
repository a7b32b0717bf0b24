import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../../tools/preview/settings";
import { lookFor } from "../../../tools/preview/terminal";
import { readArguments } from "../../../tools/promote/arguments";
import { pinProblems } from "../../../tools/promote/check";
import { LEDGER, type LedgerLine, readLedger, written } from "../../../tools/promote/ledger";
import { promote } from "../../../tools/promote/promote";
import { readStackFiles } from "../../../tools/stack/environments";
import { StackFolder } from "../../support/stackFolder";

const PINS = { dev: { web: 5, search: 2 }, stage: { web: 5, search: 2 }, prod: { web: 5, search: 2 } };

describe("what the check of pins says to do", () => {
  let folder: StackFolder;
  beforeEach(() => {
    folder = new StackFolder(PINS);
  });
  afterEach(() => folder.remove());

  const check = () => {
    const ledger = existsSync(join(folder.path, LEDGER)) ? folder.read(LEDGER) : "";
    return pinProblems(readStackFiles(readProject(folder.path)), readLedger(ledger));
  };
  const edit = (stack: string, from: string | RegExp, to: string) =>
    folder.write(`Pulumi.${stack}.yaml`, folder.read(`Pulumi.${stack}.yaml`).replace(from, to));
  const pin = (stack: string, revision: number) => edit(stack, /web: \d+/, `web: ${revision}`);
  const takeOut = (stack: string) => edit(stack, /.*search.*\n/, "");

  function line(more: Partial<LedgerLine>): string {
    const by = { when: "2026-01-01T00:00:00.000Z", who: "a", action: "promote", release: "web" } as const;
    return written({ ...by, from: "dev", to: "stage", fromRevision: 5, toRevision: 5, ...more });
  }

  /** Commands of an only problem, without npm and with a reason. */
  function commands(): string[][] {
    const [problem = "", ...others] = check();
    assert.deepEqual(others, []);
    return [...problem.matchAll(/`npm run (.*?)`/g)].map(([, command = ""]) => {
      const [tool, , ...words] = (command.match(/"[^"]+"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
      return [...(tool === "rollback" ? ["--rollback"] : []), ...words, "--offline"];
    });
  }

  const cases: Record<string, { readonly world: () => void; readonly count: number }> = {
    "a pin that was moved by hand": { world: () => pin("prod", 9), count: 2 },
    "a pin that was moved by hand past the ledger": {
      world: () => {
        folder.write(LEDGER, line({ before: 3 }));
        pin("stage", 4);
        pin("prod", 3);
      },
      count: 2,
    },
    "a pin that a run has not moved": {
      world: () => {
        folder.write(LEDGER, line({ before: 3 }));
        pin("stage", 3);
        pin("prod", 3);
      },
      count: 2,
    },
    "a run to the first environment that has not moved the pin": {
      world: () =>
        folder.write(
          LEDGER,
          line({ from: "dev", to: "dev", action: "rollback", fromRevision: 4, toRevision: 4, before: 5 }),
        ),
      count: 2,
    },
    "a new release that stage has and dev has not": { world: () => edit("stage", /$/, "    new: 1\n"), count: 1 },
    "a release that dev has no more": { world: () => takeOut("dev"), count: 1 },
    "a release that stage has no more": { world: () => takeOut("stage"), count: 1 },
    "a pin that a run has not moved, and whose source has moved on": {
      world: () => {
        folder.write(LEDGER, line({ from: "stage", to: "prod", before: 3 }));
        pin("dev", 9);
        pin("stage", 5);
        folder.write(LEDGER, folder.read(LEDGER) + line({ fromRevision: 9, toRevision: 9, before: 5 }));
        pin("stage", 9);
        pin("prod", 3);
      },
      count: 2,
    },
    "an environment without a file": {
      world: () => {
        folder.delete("Pulumi.stage.yaml");
        takeOut("prod");
      },
      count: 1,
    },
  };
  for (const [title, { world, count }] of Object.entries(cases)) {
    for (let i = 0; i < count; i++) {
      it(`works, command ${i + 1} of ${count}, for ${title}`, async () => {
        world();
        const asked = commands();
        assert.equal(asked.length, count);
        const { problems } = await promote(folder.path, readArguments(asked[i] ?? []), lookFor({}));
        assert.deepEqual([problems, check()], [[], []]);
      });
    }
  }

  for (const [title, lines] of [
    ["", ""],
    [
      ", also when the last lines brought it",
      line({ release: "search", fromRevision: 2, toRevision: 2 }) +
        line({ release: "search", from: "stage", to: "prod", fromRevision: 2, toRevision: 2 }),
    ],
  ] as const) {
    it(`is to take a release out from the last environment to the first, which passes at each step${title}`, () => {
      folder.write(LEDGER, lines);
      for (const stack of ["prod", "stage", "dev"]) {
        takeOut(stack);
        assert.deepEqual(check(), []);
      }
    });
  }

  it("is to take a release out everywhere when it is gone from the first environment", () => {
    takeOut("dev");
    for (const stack of ["stage", "prod"]) {
      assert.match(
        check().join(),
        new RegExp(`^Pulumi\\.${stack}\\.yaml: .* goes from the last one on, .* take the pin out`),
      );
      takeOut(stack);
    }
    assert.deepEqual(check(), []);
  });

  it("is to keep pins in the file where they may be in Pulumi Cloud", () => {
    for (const stack of ["dev", "prod"]) folder.write(`Pulumi.${stack}.yaml`, `environment: [shop/${stack}]\n`);
    takeOut("stage");
    const problems = check().filter((problem) => problem.includes("Pulumi Cloud"));
    assert.equal(problems.length, 2);
    assert.match(
      problems[0] ?? "",
      /^Pulumi\.dev\.yaml imports .*: keep the pins in the file\. If .*: `fairlead:pins: {}`\.$/,
    );
    for (const stack of ["dev", "prod"]) {
      folder.write(`Pulumi.${stack}.yaml`, `environment: [shop/${stack}]\nconfig:\n  fairlead:pins: { web: 5 }\n`);
    }
    assert.deepEqual(check(), []);
  });

  it("is to say that there are no pins, where settings but no pins are in Pulumi Cloud", () => {
    for (const key of ["fairlead:pins", "pins"]) {
      folder.write("Pulumi.prod.yaml", `environment: [shop/aws-login]\nconfig:\n  ${key}: {}\n`);
      assert.deepEqual(check(), []);
    }
    for (const none of ["[]", "", "{}"]) {
      folder.write("Pulumi.prod.yaml", `environment: ${none}\nconfig: {}\n`);
      assert.deepEqual(check(), []);
    }
  });

  it("is a promotion from a stack that is named where the environment before has several", () => {
    edit("dev", "config:", "config:\n  fairlead:environment: dev");
    folder.write("Pulumi.dev-us.yaml", folder.read("Pulumi.dev.yaml"));
    pin("stage", 9);
    pin("prod", 9);
    assert.match(check().join(), /`npm run promote -- web --from dev(-us)? --to stage`/);
  });
});
