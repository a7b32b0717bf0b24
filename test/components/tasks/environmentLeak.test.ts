import assert from "node:assert/strict";
import fc from "fast-check";
import { findLeaks } from "../../../components/tasks/environmentLeak";

const names = ["dev", "stage", "prod", "eu-prod", "lab2"];
const accounts = { dev: "111111111111", stage: "222222222222", prod: "333333333333" };

/** Environments that a text names, once each. */
const namedIn = (text: string, more = {}) =>
  findLeaks({ text }, { names, ...more }).map(({ environment }) => environment);

describe("the search for environments' names in a definition", () => {
  for (const [kind, texts] of Object.entries({
    hosts: ["https://api.prod.example.com", "prod.internal:5432", "db-prod-1.example.com", "prod"],
    ARNs: ["arn:aws:s3:::shop-prod/x", "arn:aws:ecs:eu-west-1:444444444444:cluster/fairlead-prod"],
    "log groups": ["/fairlead/prod", "/aws/ecs/containerinsights/prod/performance"],
    "secrets' ARNs": ["arn:aws:secretsmanager:eu-west-1:444444444444:secret:prod/db-AbCdEf:password::"],
    "names of clusters": ["fairlead-prod"],
    variables: ["PROD_URL", "URL_PROD", "_prod_", "prod_db_1"],
    "humps of a camel": ["prodApi", "apiProd", "ApiProdUrl", "APIProd", "PRODApi", "apiPROD", "v2Prod"],
    numbers: ["prod1", "1prod", "prod2Api", "shop-prod01"],
    "other text": ["a\nprod\nb", "x=prod;", "éprod".replace("é", "é "), "--env=prod", "s3://bucket/prod/null", "Prod"],
    JSON: ['{"environment":"prod"}', '{"lines":"a\\nprod\\tb"}'],
    "percent encoding": ["https%3A%2F%2Fprod.example.com", "a%2Dprod"],
    base64: [
      Buffer.from('{"environment":"prod"}').toString("base64"),
      `x: ${Buffer.from("url=https://prod").toString("base64url")};`,
    ],
  })) {
    for (const text of texts)
      it(`finds it in ${kind}: ${JSON.stringify(text)}`, () => assert.deepEqual(namedIn(text), ["prod"]));
  }

  for (const text of [
    ...["product", "production", "unprod", "reproduce", "PRODUCT_ID", "productId", "myProducts", "prodhost", "myprod"],
    ...[
      "develop",
      "developer",
      "device",
      "devhost",
      "backstage",
      "stages",
      "onstage",
      "lab",
      "lab20",
      "lab21",
      "mylab2",
      "",
    ],
    ...[
      "/dev/null",
      "2>/dev/stderr",
      "--log=/dev/stdout",
      "tail -f /dev/null",
      "/dev/shm",
      "/dev/urandom",
      "/dev/fd/2",
      "/dev/shm/cache",
      "/dev/net/tun",
      "/dev/log:/dev/log",
      "sh -c 'x >/dev/null' </dev/null&",
      "It goes to /dev/null.",
      '["/dev/null"]',
      `\${LOG:=/dev/stdout}`,
      "x >/dev/null\\ny",
    ],
    ...["europe-docker.pkg.dev/shop/web/app:1.4", `registry.example.com/web@sha256:${"de".repeat(32)}`],
    ...[
      "cHJvZHVjdHM=",
      Buffer.from("all the products").toString("base64"),
      Buffer.from("\u0001 prod and more").toString("base64"),
      Buffer.from("\xff prod and more", "latin1").toString("base64"),
    ],
    ...["https%3A%2F%2Fproducts.example.com", "%", "%zz", "\\d+", "\\"],
  ]) {
    it(`finds none in ${JSON.stringify(text)}`, () => assert.deepEqual(namedIn(text), []));
  }

  it("finds it in base64 over several lines, and behind signs that base64 has", () => {
    for (const width of [64, 76, 77])
      for (const end of ["\n", "\r\n", "\n  ", "\\n"])
        for (const before of ["", "/", "x-", "abc"])
          for (let shift = 0; shift < 60; shift++) {
            const said = Buffer.from(`${"é".repeat(shift)} DB=prod ${"more ".repeat(20)}`).toString("base64");
            const wrapped = (before + said).match(new RegExp(`.{1,${width}}`, "g")) ?? [];
            assert.deepEqual(namedIn(`key: ${wrapped.join(end)}`), ["prod"]);
          }
  });

  it("finds it in base64 that is a part of a path or of a name", () => {
    const around = fc.stringMatching(/^([a-z]{1,9}[/_+-]){0,3}$/);
    fc.assert(
      fc.property(around, around, fc.boolean(), (before, after, padded) => {
        const said = Buffer.from("https://api.prod.example.com").toString("base64");
        const end = padded && after === "" ? said : said.replace(/=+$/, "");
        assert.deepEqual(namedIn(`${before}${end}${after && `/${after}`}`), ["prod"]);
      }),
    );
  });

  it("finds none by chance in hashes, ids and paths", () => {
    const word = fc.stringMatching(/^([0-9a-f]{12,64}|[a-z]{3,20}|[A-Za-z0-9]{12,40})$/).filter((each) => {
      return namedIn(each).length === 0; // by itself it may be a name
    });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("/", "-", "_", "+"),
        (words, sign) => {
          assert.deepEqual(namedIn(words.join(sign)), []);
        },
      ),
    );
  });

  it("finds a device's folder where it is another's", () => {
    for (const text of ["s3://bucket/dev/null", "x/dev/null", "/dev/nullable", "/dev", "/dev/null/dev"]) {
      assert.deepEqual(namedIn(text), ["dev"], text);
    }
  });

  it("finds what only begins like a device", () => {
    for (const text of [
      ...[
        "/dev/log-level",
        "/dev/log/token",
        "/dev/full/db",
        "/dev/net/cidr",
        "/dev/console/password",
        "/dev/log.level",
      ],
      ...["/dev/net", "/dev/tty0/x", "/dev/fd/two", "/dev/pts/1/x", "/dev/shm-size", "/dev/log_level", "/dev/logé"],
      ...["/dev/log$NAME", "/dev/log%2Ftoken", "/dev/null/", "/dev/random@2"],
    ]) {
      assert.deepEqual(namedIn(text), ["dev"], text);
    }
  });

  it("finds a device where only names are", () => {
    const namesOnly = ([key]: readonly string[]) => key === "secrets";
    const found = findLeaks({ secrets: ["/dev/log", "docker.pkg.dev"], else: "/dev/log" }, { names }, { namesOnly });
    assert.deepEqual(
      found.map(({ path }) => path),
      ["secrets[0]", "secrets[1]"],
    );
  });

  it("takes a dash of a name for any sign, or for a change of case", () => {
    for (const text of [
      "eu-prod",
      "EU_PROD",
      "eu.prod",
      "eu/prod",
      "EU PROD",
      "euProd",
      "EuProd",
      "EUProd",
      "a-eu-prod-1",
    ]) {
      assert.deepEqual(namedIn(text), ["eu-prod"], text);
    }
    for (const text of ["euprod", "eu--prod", "neu-prod", "eu-products"])
      assert.ok(!namedIn(text).includes("eu-prod"), text);
  });

  it("takes a change from a digit to a capital for a dash, too", () => {
    const found = (text: string) => findLeaks(text, { names: ["eu1-prod"] }).length;
    assert.deepEqual(["eu1Prod", "EU1Prod", "eu1prod"].map(found), [1, 1, 0]);
  });

  it("tells the longer name only where both are in one place", () => {
    assert.deepEqual(namedIn("eu-prod"), ["eu-prod"]);
    assert.deepEqual(namedIn("eu-prod and prod").sort(), ["eu-prod", "prod"]);
    assert.deepEqual(
      findLeaks("lab2", { names: ["lab", "lab2"] }).map(({ environment }) => environment),
      ["lab2"],
    );
  });

  it("says where, in which encoding, and each environment once for a text", () => {
    const definition = {
      containers: {
        app: { command: ["--env", "prod", "prod-prod"], variables: { DEV_KEY: "x", A: btoa("stage: yes!!") } },
      },
    };
    assert.deepEqual(findLeaks(definition, { names }), [
      { path: "containers.app.command[1]", environment: "prod" },
      { path: "containers.app.command[2]", environment: "prod" },
      { path: "containers.app.variables.DEV_KEY", environment: "dev" },
      { path: "containers.app.variables.A", environment: "stage", encoding: "base64" },
    ]);
  });

  it("looks at no key that is a word of the library, and at each that is not", () => {
    const value = { image: { image: "x" } };
    const own = (path: readonly string[]) => path.length === 0;
    assert.deepEqual(
      findLeaks(value, { names: ["image"] }, { ownKeys: own }).map(({ path }) => path),
      ["image.image"],
    );
  });

  describe("with an account for each environment", () => {
    for (const [text, expected] of [
      ["111111111111", ["dev"]],
      ["222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1", ["stage"]],
      ["arn:aws:secretsmanager:eu-west-1:333333333333:secret:db-AbCdEf", ["prod"]],
      ["3333-3333-3333", ["prod"]],
      ["1111111111112", []],
      ["444444444444", []],
      [Buffer.from("account 111111111111").toString("base64"), ["dev"]],
    ] as const) {
      it(`finds ${expected.join() || "none"} in ${text}`, () =>
        assert.deepEqual(namedIn(text, { accounts }), expected));
    }

    it("says which account it is, and of which of them when two share one", () => {
      const shared = { ...accounts, stage: accounts.dev };
      assert.deepEqual(findLeaks("x 111111111111", { names, accounts: shared }), [
        { path: "", environment: "dev", account: "111111111111" },
        { path: "", environment: "stage", account: "111111111111" },
      ]);
    });

    it("knows that an account that all share tells nothing", () => {
      const one = { dev: "111111111111", prod: "111111111111" };
      assert.deepEqual(namedIn("111111111111", { accounts: one }), []);
    });
  });

  describe("with texts that are allowed", () => {
    it("marks what is within one, and nothing beside it", () => {
      const found = findLeaks(["DevOps", "dev", "DevOps for dev", "DevOps"], { names, allowed: ["x", "DevOps"] });
      assert.deepEqual(
        found.map(({ path, allowedBy }) => [path, allowedBy]),
        [
          ["[0]", 1],
          ["[1]", undefined],
          ["[2]", 1],
          ["[2]", undefined],
          ["[3]", 1],
        ],
      );
    });

    it("reads them as they are, and an empty one as none", () => {
      for (const allowed of ["", "devops", "Dev.ps", "OpsDev"]) {
        assert.deepEqual(findLeaks("DevOps", { names, allowed: [allowed] }), [{ path: "", environment: "dev" }]);
      }
    });
  });

  /** A name as the first letter of a word may be, and all others. */
  const spelled = (name: string) =>
    fc.constantFrom(name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1));
  /** Anything that is no letter, digits too: what ends with a digit must not go on with one. */
  const noLetter = (digits: boolean) =>
    fc
      .oneof(
        fc.constantFrom(..."-_./:= %\\\n\t\"'{}[]$#@"),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
        fc.constantFrom(..."0189"),
      )
      .filter((sign) => !/\p{L}/u.test(sign) && (digits || !/\p{N}/u.test(sign)));
  const anything = fc.string({ unit: "grapheme", maxLength: 12 });

  it("finds a name wherever it is put into any document, as a value or as a key", () => {
    const put = fc.constantFrom(...names).chain((name) =>
      fc.record({
        name: fc.constant(name),
        said: spelled(name),
        before: fc.oneof(
          fc.constant(""),
          fc.tuple(anything, noLetter(true)).map((parts) => parts.join("")),
        ),
        after: fc.oneof(
          fc.constant(""),
          fc.tuple(noLetter(!/\d$/.test(name)), anything).map((parts) => parts.join("")),
        ),
      }),
    );
    const around = fc.jsonValue({ stringUnit: "grapheme" });
    const step = fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.nat(3));
    fc.assert(
      fc.property(
        put,
        around,
        fc.array(step, { maxLength: 5 }),
        fc.boolean(),
        ({ name, said, before, after }, other, path, asKey) => {
          const text = `${before}${said}${after}`;
          const document = path.reduceRight<unknown>(
            (inner, key) =>
              typeof key === "number" ? [...Array(key).fill(other), inner] : { ...Object(other), [`${key} `]: inner },
            asKey ? { [text]: other } : text,
          );
          const found = findLeaks(document, { names });
          // `eu-` before `prod` makes another environment of it, and `/dev/null` is none.
          const isDevice =
            name === "dev" &&
            /\/$/.test(before) &&
            /^\/(null|zero|full|u?random|std|fd|shm|tty|console|ptmx|pts|log|fuse|net)/.test(after);
          assert.ok(
            isDevice || found.some(({ environment }) => environment === name || environment.includes(name)),
            text,
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("finds none in documents of words that only have one in them", () => {
    const letters = fc.stringMatching(/^[a-z]{1,4}$/);
    const word = fc
      .tuple(
        letters,
        fc.constantFrom("dev", "stage", "prod", "euprod", "lab"),
        letters,
        fc.constantFrom("low", "UP", "Cap"),
      )
      .map(([before, name, after, how]) => {
        const all = before + name + after;
        return how === "UP" ? all.toUpperCase() : how === "Cap" ? all.charAt(0).toUpperCase() + all.slice(1) : all;
      });
    const text = fc
      .array(fc.oneof(word, fc.constantFrom("/dev/null", "docker.pkg.dev", "app", "8080")), { maxLength: 4 })
      .map((words) => words.join(" "));
    const document = fc.letrec((tie) => ({
      node: fc.oneof(
        text,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(text, tie("node"), { maxKeys: 3 }),
        fc.integer(),
        fc.boolean(),
      ),
    })).node;
    fc.assert(
      fc.property(document, (value) => assert.deepEqual(findLeaks(value, { names, accounts }), [])),
      { numRuns: 500 },
    );
  });
});
