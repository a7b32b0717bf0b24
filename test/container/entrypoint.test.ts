import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import fc from "fast-check";
import {
  agentMetadata,
  container,
  entrypoint,
  HOSTILE,
  hostileText,
  type Start,
  tcp,
  underEachShell,
} from "../support/entrypoint";

const oneLine = hostileText.filter((text) => !/[\n\0]/.test(text));
const manyLines = fc
  .array(
    hostileText.filter((text) => !text.includes("\0")),
    { maxLength: 3 },
  )
  .map((lines) => lines.join("\n"));

const doubleQuoted = (text: string) => `"${text.replace(/["\\$`]/g, "\\$&")}"`;
/** A word and one of the ways to write it. */
const writtenWord = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.boolean()).map(([word, double]) => {
    const single = double || word.includes("'") ? undefined : `'${word}'`;
    return { word, written: single ?? doubleQuoted(word) };
  });

/** The words of a text by the rules in container/README.md, written a second time; undefined when a quote stays open. */
function wordsOf(text: string): string[] | undefined {
  const words = [];
  const piece = /'[^']*'|"(?:\\["\\$`]|[^"\\]|\\(?!["\\$`]))*"|[^ \t\r\n'"]+/y;
  for (let at = 0; at < text.length; ) {
    let word: string | undefined;
    for (piece.lastIndex = at; ; at = piece.lastIndex) {
      const [match] = piece.exec(text) ?? [];
      if (match === undefined) break;
      const inner = match.slice(1, -1);
      word ??= "";
      word += match[0] === "'" ? inner : match[0] === '"' ? inner.replace(/\\(["\\$`])/g, "$1") : match;
    }
    if (word !== undefined) words.push(word);
    if (at < text.length && !/[ \t\r\n]/.test(text.charAt(at))) return undefined;
    at++;
  }
  return words;
}

/** Names that shells or programs have for themselves: integers that mksh evaluates, read-only ones, locales, options. */
const NOT_THE_NODES = [
  ..."SECONDS RANDOM OPTIND COLUMNS LINES TMOUT USER_ID PPID BASHPID PGRP KSHEGID KSHGID KSHUID PIPESTATUS".split(" "),
  ..."UID EUID GROUPS SHELLOPTS BASHOPTS BASH_VERSINFO BASH_COMPAT POSIXLY_CORRECT PS1 PS4 SHELL HISTSIZE".split(" "),
  ..."LC_ALL LC_CTYPE LANG LANGUAGE TEXTDOMAIN IFS PATH CDPATH HOME PWD TMPDIR ENV BASH_ENV".split(" "),
  ..."LD_PRELOAD LD_LIBRARY_PATH NODE_OPTIONS PYTHONPATH JAVA_TOOL_OPTIONS AWS_PROFILE".split(" "),
  ..."ARGS_dev PORT_8080 HOST HOST_IP2 MY my_x ep_args ep_config".split(" "),
];

/** What the Dockerfile of the example says with ENV. */
const VARIABLES_OF_THE_EXAMPLE = Object.fromEntries(
  [...readFileSync(join(container, "example/Dockerfile"), "utf8").matchAll(/^ENV (\w+)=(\S+)$/gm)].map(
    ([, name = "", value = ""]) => [name, value],
  ),
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

underEachShell("container/entrypoint.sh", (tried) => {
  const { program, options, file, environment, prepare, start, started, variables, refused } = tried;

  describe("refuses", () => {
    const args = "dev: --debug\nprod:\n";
    const cases: [string, Start, RegExp][] = [
      ["a missing directory", { env: { CONTAINER_CONFIG_DIR: "/does/not/exist" } }, /no directory \/does\/not\/exist:/],
      ["a missing file", { config: null }, /no file .*node\.config:/],
      ["an empty file", { config: "" }, /MY_ENVIRONMENT is unset or empty/],
      ["a file without the environment", { config: 'MY_CLUSTER="dev"\n' }, /MY_ENVIRONMENT is unset or empty/],
      ["an empty environment", { config: 'MY_ENVIRONMENT=""\n' }, /MY_ENVIRONMENT is unset or empty/],
      ["a commented environment", { config: '#MY_ENVIRONMENT="dev"\n' }, /MY_ENVIRONMENT is unset or empty/],
      [
        "an environment the task definition claims and the node does not",
        { config: 'MY_CLUSTER="dev"\n', env: { MY_ENVIRONMENT: "dev" } },
        /MY_ENVIRONMENT is unset or empty/,
      ],
      [
        "an unknown environment",
        { config: 'MY_ENVIRONMENT="qa"' },
        /"qa" is unknown.* no ARGS_qa, .*args has dev prod$/m,
      ],
      ["the beginning of a known name", { config: 'MY_ENVIRONMENT="de"' }, /"de" is unknown/],
      ["an upper-case name", { config: 'MY_ENVIRONMENT="Dev"' }, /MY_ENVIRONMENT is "Dev"/],
      ["a name that begins with a digit", { config: 'MY_ENVIRONMENT="1dev"' }, /MY_ENVIRONMENT is "1dev"/],
      ["a name beyond ASCII", { config: 'MY_ENVIRONMENT="dév"' }, /MY_ENVIRONMENT is "dév"/],
      ["a name with a blank", { config: 'MY_ENVIRONMENT="dev prod"' }, /MY_ENVIRONMENT is "dev prod"/],
      ["a glob for a name", { config: 'MY_ENVIRONMENT="*"' }, /MY_ENVIRONMENT is "\*"/],
      ["a name that is a program", { config: 'MY_ENVIRONMENT="d}$(touch canary)"' }, /is "d}\$\(touch canary\)"/],
      ["a name with an escape sequence", { config: 'MY_ENVIRONMENT="dev\x1b[2J\rok"' }, /MY_ENVIRONMENT is "dev" in/],
      ["a backslash in a name, still in one line", { config: 'MY_ENVIRONMENT="d\\nv"' }, /MY_ENVIRONMENT is "d\\nv"/],
      [
        "an environment that only the node says the image knows",
        { config: 'MY_ENVIRONMENT="qa"\nARGS_qa=""\n' },
        /"qa" is unknown/,
      ],
      [
        "an args line without a colon",
        { args: "dev:\nprod\n" },
        /line 2 of .*args is not "<environment>: <arguments>"/,
      ],
      ["an args line with no environment's name", { args: "# x\n\nDev: --x" }, /line 3 of .*args is not/],
      ["an environment named twice", { args: "dev: --x\ndev: --y" }, /line 2 of .*args names dev a second time/],
      ["an open quote in its own line", { args: "dev: 'x" }, /line 1 of .*args has an unclosed quote/],
      ["an open quote in another's line", { args: 'dev:\nprod: "x\\"' }, /line 2 of .*args has an unclosed quote/],
      [
        "arguments of more than 4,096 characters in a variable",
        { env: { ARGS_dev: "x".repeat(4_097) } },
        /ARGS_dev is longer than 4096 characters/,
      ],
      [
        "arguments of more than 4,096 characters in another's line",
        { args: `dev:\nprod:${"x".repeat(4_097)}` },
        /line 2 of .*args is longer than 4096 characters/,
      ],
      [
        "more than 512 words in a variable",
        { env: { ARGS_dev: "a ".repeat(513) } },
        /ARGS_dev has more than 512 words/,
      ],
      [
        "more than 512 words in another's line",
        { args: `dev:\nprod:${" ''".repeat(513)}` },
        /line 2 of .*args has more than 512 words/,
      ],
      ["an open quote in a variable", { env: { ARGS_dev: "it's" } }, /ARGS_dev has an unclosed quote/],
    ];
    for (const [title, how, message] of cases) it(title, () => refused({ args, ...how }, 78, message));

    it("an image that knows no environment", () => refused({}, 78, /"dev" is unknown.*args has none$/m));
    it("to start without a command", () => refused({ args, command: [] }, 64, /no command/));
    it("an option in the command's place", () => refused({ args, command: ["-c", "true"] }, 64, /no command/));
    it("an empty command", () => refused({ args, command: [""] }, 64, /no command/));

    const withAndWithoutVariable: Record<string, string>[] = [{}, { ARGS_dev: "" }];
    const root = process.getuid?.() === 0;
    /** Starts it as a user who is not root, with a file or folder that is closed to that user. */
    const refusedToOthers = (closed: string, env: Record<string, string>, message: RegExp) => {
      chmodSync(closed, root ? statSync(closed).mode & 0o700 : 0);
      copyFileSync(entrypoint, join(tried.dir, "entrypoint.sh"));
      chmodSync(tried.dir, 0o755);
      const { status, stderr } = spawnSync(program, [...options, join(tried.dir, "entrypoint.sh"), "true"], {
        cwd: tried.dir,
        env: environment(env),
        encoding: "utf8",
        ...(root ? { uid: 65534, gid: 65534 } : {}),
      });
      chmodSync(closed, 0o755);
      assert.match(stderr, /^entrypoint: [^\n]+\n$/, "one line");
      assert.match(stderr, message);
      assert.equal(status, 78);
    };

    it("a node.config its user cannot read", () => {
      prepare({});
      refusedToOthers(file("node.config"), { ARGS_dev: "" }, /node\.config is not readable by this container's user: /);
    });

    it("an args file its user cannot read, also where a variable wins over it", () => {
      for (const env of withAndWithoutVariable) {
        prepare({ args: "dev:\n" });
        refusedToOthers(file("args"), env, /args is not readable by this container's user: /);
      }
    });

    it("an args file in a directory that is closed to its user, also where a variable wins over it", () => {
      prepare({});
      mkdirSync(join(tried.dir, "closed/inner"), { recursive: true });
      for (const path of ["closed/args", "closed/inner/args", "./closed/args"]) {
        const ENTRYPOINT_ARGS_FILE = path.startsWith(".") ? path : join(tried.dir, path);
        writeFileSync(join(tried.dir, path), "dev:\n");
        for (const variable of withAndWithoutVariable) {
          const env = { ENTRYPOINT_ARGS_FILE, ...variable };
          refusedToOthers(
            join(tried.dir, "closed"),
            env,
            /args is in a directory that is closed .*: give \S+closed mode/,
          );
        }
      }
    });

    it("a link in the args file's place that leads nowhere, or to a file its user cannot reach", () => {
      prepare({});
      mkdirSync(join(tried.dir, "closed"));
      symlinkSync("closed/args", file("args"));
      refused({}, 78, /args is a link to nothing that this container's user can reach: /);
      refused({ env: { ARGS_dev: "" } }, 78, /args is a link to nothing/);
      writeFileSync(join(tried.dir, "closed/args"), "dev:\n");
      refusedToOthers(join(tried.dir, "closed"), { ARGS_dev: "" }, /args is a link to nothing/);
    });

    it("a link to a closed directory, or to none, on the way to the args file", () => {
      prepare({});
      mkdirSync(join(tried.dir, "closed/inner"), { recursive: true });
      symlinkSync("closed/inner", join(tried.dir, "way"));
      symlinkSync("nowhere", join(tried.dir, "lost"));
      const onTheWay = (way: string) => ({ ENTRYPOINT_ARGS_FILE: `./${way}/args`, ARGS_dev: "" });
      refused(
        { env: onTheWay("lost") },
        78,
        /\.\/lost is a link to nothing .*: copy the args file itself to \.\/lost\/args$/m,
      );
      refusedToOthers(join(tried.dir, "closed"), onTheWay("way"), /\.\/way is a link to nothing/);
    });

    it("a pipe in the args file's place, which nobody may ever write into", () => {
      assert.equal(spawnSync("mkfifo", [file("args")]).status, 0);
      refused({}, 78, /args is a pipe: /);
      refused({ env: { ARGS_dev: "" } }, 78, /args is a pipe: /);
    });

    it("a directory in the args file's place", () => {
      const env = { ENTRYPOINT_ARGS_FILE: tried.dir };
      refused({ env }, 78, /entrypoint-\w+ is a directory: /);
      refused({ env: { ...env, ARGS_dev: "" } }, 78, /entrypoint-\w+ is a directory: /);
    });
  });

  describe("gives the app", () => {
    const cases: [string, Start, string[]][] = [
      [
        "its environment's line of the file",
        { args: "prod: --p\ndev: --log-level=debug --workers 1\n" },
        ["--log-level=debug", "--workers", "1"],
      ],
      ["its environment's variable", { env: { ARGS_dev: "--a  b", ARGS_prod: "--p" } }, ["--a", "b"]],
      ["the variable before the file", { args: "dev: --file", env: { ARGS_dev: "--variable" } }, ["--variable"]],
      ["nothing more from an empty variable", { args: "dev: --file", env: { ARGS_dev: "" } }, []],
      ["nothing more from an empty line", { args: "prod: --p\ndev:" }, []],
      ["a last line without a line end", { args: "dev: --x" }, ["--x"]],
      [
        "a line after comments, empty lines and indents",
        { args: "# dev: --no\n\n \t dev:--x # y\n" },
        ["--x", "#", "y"],
      ],
      [
        "CRLF lines without the CR",
        { args: "dev: --x 'a b'\r\nprod:\r\n", config: 'MY_ENVIRONMENT="dev"\r\n' },
        ["--x", "a b"],
      ],
      ["a name with dashes from a file", { config: 'MY_ENVIRONMENT="dev-eu-1"', args: "dev-eu-1: x" }, ["x"]],
      [
        "a name with dashes from a variable",
        { config: 'MY_ENVIRONMENT="dev-eu-1"', env: { ARGS_dev_eu_1: "x" } },
        ["x"],
      ],
      ["the rest of a line that has more colons", { args: "dev: http://x:80" }, ["http://x:80"]],
      ["quoted blanks and quotes", { args: `dev: 'a "b"' "it's" "c \\"d\\""` }, ['a "b"', "it's", 'c "d"']],
      ["empty words", { args: `dev: '' "" x''` }, ["", "", "x"]],
      ["pieces as one word", { args: `dev: --a='b c'"d"e` }, ["--a=b cde"]],
      ["backslashes outside quotes as they are", { args: "dev: \\d+ C:\\x\\ y" }, ["\\d+", "C:\\x\\", "y"]],
      ["backslashes inside quotes by the shell's rule", { args: `dev: "\\d\\\\\\$\\\`" '\\\\'` }, ["\\d\\$`", "\\\\"]],
      [
        "commands as text",
        { args: 'dev: $(touch canary) "`touch canary`" ;touch canary' },
        ["$(touch", "canary)", "`touch canary`", ";touch", "canary"],
      ],
      ["variables as text", { args: `dev: $HOME "\${PATH}" ~ $$` }, ["$HOME", `\${PATH}`, "~", "$$"]],
      ["globs as text", { args: "dev: * ? [a-z]* {a,b}" }, ["*", "?", "[a-z]*", "{a,b}"]],
      [
        "line ends of a variable, quoted or between words",
        { env: { ARGS_dev: `a\nb 'c\nd'\r\n"\n"\n` } },
        ["a", "b", "c\nd", "\n"],
      ],
      ...["/dev/null", "/no/such/file", "/etc/passwd/args", "args", "no/such/file"].map(
        (none): [string, Start, string[]] => [
          `its variable where ${none} is the args file`,
          { env: { ENTRYPOINT_ARGS_FILE: none, ARGS_dev: "x" } },
          ["x"],
        ],
      ),
      ["options of the shell's own as text", { args: "dev: -e -x -- -n" }, ["-e", "-x", "--", "-n"]],
    ];
    for (const [title, how, words] of cases) it(title, () => assert.deepEqual(started(how), words));

    it("bytes that are no UTF-8 as they are", () => {
      const bytes = Buffer.from([0xff, 0xe2, 0x82, 0x5c, 0xc3]);
      writeFileSync(file("node.config"), 'MY_ENVIRONMENT="dev"\n');
      writeFileSync(
        file("args"),
        Buffer.concat([Buffer.from("dev: x"), bytes, Buffer.from(' "'), bytes, Buffer.from('"')]),
      );
      const { stdout } = spawnSync(program, [...options, entrypoint, "printf", "%s\\0"], { env: environment() });
      const expected = Buffer.concat([Buffer.from("x"), bytes, Buffer.from([0]), bytes, Buffer.from([0])]);
      assert.equal(stdout.toString("latin1"), expected.toString("latin1"));
    });

    it("the longest arguments within seconds, however often they are quoted", () => {
      const longest = `"${'\\\\\\"'.repeat(1_023)}x"`.padEnd(4_096);
      const started = Date.now();
      assert.deepEqual(tried.started({ args: `dev:${longest}` }), [`${'\\"'.repeat(1_023)}x`]);
      assert.ok(Date.now() - started < 3_000, `${Date.now() - started} ms`);
    });

    it("as many words as there may be, in a file of several environments", () => {
      const words = Array.from({ length: 512 }, (_, at) => `${at}`.padEnd(7, "x"));
      const args = ["dev", "stage", "prod"].map((name) => `${name}:${words.join(" ")}\n`).join("");
      assert.deepEqual(tried.started({ args }), words);
    });

    it("its own arguments first, untouched", () => {
      const own = ["a b", "", "$(touch canary)", "*", "it's", "\n"];
      const { stdout } = start({ args: "dev: last", command: ["printf", "%s\\0", ...own] });
      assert.deepEqual(stdout.split("\0"), [...own, "last", ""]);
    });

    it("exactly the words that were meant, however they are written", () =>
      fc.assert(
        fc.property(fc.array(writtenWord(oneLine), { maxLength: 5 }), (words) => {
          const args = `dev: ${words.map(({ written }) => written).join(" \t ")}\n`;
          assert.deepEqual(
            started({ args }),
            words.map(({ word }) => word),
          );
        }),
        { numRuns: 40 },
      ));

    it("the words of any text, or is not started", () =>
      fc.assert(
        fc.property(manyLines, (text) => {
          const how = { env: { ARGS_dev: text } };
          const words = wordsOf(text);
          if (words) assert.deepEqual(started(how), words);
          else refused(how, 78, /ARGS_dev has an unclosed quote/);
        }),
        { numRuns: 80 },
      ));
  });

  describe("exports", () => {
    it("every key of node.config, and leaves the image's variables alone", () => {
      const image = { HOME: "/home/app", line: "1", text: "2", name: "3", words: "4" };
      const config =
        'MY_ENVIRONMENT="dev"\nMY_CLUSTER="dev-main"\nMY_lower_1="x"\nMY_BARE=y\nMY_SINGLE=\'z\'\nMY_NONE=\nHOST_IP="10.0.1.7"\n';
      const { app, stderr } = variables({ config, env: image });
      // By the shells themselves, and by Node for a child whose coverage is measured.
      for (const added of ["PWD", "OLDPWD", "SHLVL", "_", "NODE_V8_COVERAGE"]) delete app[added];
      assert.deepEqual(app, {
        ...environment(image),
        MY_ENVIRONMENT: "dev",
        MY_CLUSTER: "dev-main",
        MY_lower_1: "x",
        MY_BARE: "y",
        MY_SINGLE: "z",
        MY_NONE: "",
        HOST_IP: "10.0.1.7",
      });
      assert.equal(stderr, "");
    });

    it("the node's value of a key the task definition sets too, and the last of two", () => {
      const config = 'MY_ENVIRONMENT="prod"\nMY_ENVIRONMENT="dev"\nHOST_IP="10.0.1.7"';
      const { app } = variables({ config, env: { MY_ENVIRONMENT: "stage", HOST_IP: "127.0.0.1" } });
      assert.deepEqual([app.MY_ENVIRONMENT, app.HOST_IP], ["dev", "10.0.1.7"]);
    });

    it("nothing from a line that is no key, and says which", () => {
      const config = [
        'MY_ENVIRONMENT="dev"',
        'export MY_A="x"',
        'MY_B-C="x"',
        '1D="x"',
        '="x"',
        'MY_E="x',
        'MY_F="x" y',
        "just text",
        '$(touch canary)="x"',
        '  MY_G="indented"',
        "",
      ].join("\n");
      const { app, stderr } = variables({ config });
      assert.match(stderr, /^entrypoint: ignored in \S+, line 2 3 4 5 6 7 8 9: [^\n]+\n$/);
      assert.deepEqual([app.MY_A, app.MY_E, app.MY_F, app.MY_G], [undefined, undefined, undefined, "indented"]);
    });

    it("no key that is the image's or the shell's business, and says which", () => {
      const image = {
        BASH_COMPAT: undefined,
        LC_ALL: "C.UTF-8",
        NODE_OPTIONS: "--no-warnings",
        PATH: process.env.PATH,
      };
      for (const value of ["x[$(touch canary)]", "/no/such"]) {
        const config = `MY_ENVIRONMENT="dev"\n${NOT_THE_NODES.map((key) => `${key}="${value}"\n`).join("")}MY_AFTER="y"\n`;
        const { app, stderr } = variables({ config, env: { NODE_OPTIONS: image.NODE_OPTIONS } });
        const lines = NOT_THE_NODES.map((_, i) => i + 2).join(" ");
        assert.match(stderr, new RegExp(`^entrypoint: ignored in \\S+, line ${lines}: [^\\n]+\\n$`));
        assert.equal(app.MY_AFTER, "y");
        for (const [key, expected] of Object.entries(image)) assert.equal(app[key], expected, key);
        assert.ok(!Object.values(app).includes(value));
      }
    });

    it("every value exactly, among any rubbish, and executes nothing", () => {
      const rubbish = fc.string({ unit: fc.constantFrom(...HOSTILE), maxLength: 8 });
      fc.assert(
        fc.property(fc.array(fc.tuple(writtenWord(oneLine), rubbish), { maxLength: 4 }), (lines) => {
          const config = lines.map(([{ written }, junk], at) => `MY_KEY_${at}=${written}\n${junk}\n`);
          const { app } = variables({ config: `MY_ENVIRONMENT="dev"\n${config.join("")}` });
          for (const [at, [{ word }]] of lines.entries()) assert.equal(app[`MY_KEY_${at}`], word);
        }),
        { numRuns: 40 },
      );
    });
  });

  it("fails as the shell does when the command does not exist", () => {
    const { status, stderr } = start({ args: "dev:", command: ["no-such-command"] });
    assert.equal(status, 127);
    assert.match(stderr, /no-such-command/);
  });

  describe("with the example image's app", function () {
    this.timeout(10_000);
    let app: ChildProcessByStdio<null, Readable, null>;
    afterEach(() => {
      try {
        process.kill(-Number(app.pid), "SIGKILL"); // its whole group: a broken entrypoint leaves the app behind
      } catch {
        // gone already, as it should be
      }
    });

    async function serve(name: string, changes: Pick<Start, "metadata" | "env"> = {}) {
      const image = { ENTRYPOINT_ARGS_FILE: join(container, "example/args"), PORT: "0", ...VARIABLES_OF_THE_EXAMPLE };
      const env = prepare({ config: `MY_ENVIRONMENT="${name}"\n`, ...changes, env: { ...image, ...changes.env } });
      app = spawn(program, [...options, entrypoint, process.execPath, join(container, "example/server.mjs")], {
        env,
        stdio: ["ignore", "pipe", "inherit"],
        detached: true,
      });
      const lines = createInterface(app.stdout)[Symbol.asyncIterator]();
      const [, port] = /^listening on (\d+)$/.exec(String((await lines.next()).value)) ?? [];
      return { url: `http://127.0.0.1:${port}/`, lines };
    }

    for (const [name, greeting, level] of [
      ["dev", "Hello from a developer's machine room", "debug"],
      ["stage", 'Hello from "stage"', "info"],
      ["prod", "Hello", "warn"],
    ] as const) {
      it(`serves ${name} with ${name}'s arguments`, async () => {
        const response = await fetch((await serve(name)).url);
        assert.deepEqual(await response.json(), { environment: name, greeting, "log-level": level });
      });
    }

    it("says where it can be reached, where an agent does", async () => {
      const port = await freePort();
      const metadata = agentMetadata({ PortMappings: [tcp(port, 32_768)] });
      const response = await fetch((await serve("prod", { metadata, env: { PORT: String(port) } })).url);
      assert.equal(((await response.json()) as { address: string }).address, "10.0.1.7:32768");
    });

    it("passes SIGTERM to the app, which has taken the process over", async () => {
      const { lines } = await serve("prod");
      const exit = once(app, "exit");
      app.kill("SIGTERM"); // a shell still in between would die of it, and leave the app behind
      assert.deepEqual(await exit, [0, null]);
      assert.equal((await lines.next()).value, "stopped");
    });
  });
});

describe("container/entrypoint.sh", () => {
  it("is a program by itself", () => {
    const { status } = spawnSync(entrypoint, [], { encoding: "utf8" });
    assert.equal(status, 64);
  });
});
