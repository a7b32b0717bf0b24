import assert from "node:assert/strict";
import fc from "fast-check";
import { findLeaks } from "../../../components/tasks/environmentLeak";

const environments = ["dev", "stage", "prod", "eu-prod"];

describe("the search for environments' names in a definition", () => {
  for (const text of [
    "prod",
    "https://api.prod.example.com",
    "PROD_URL",
    "db-prod-1",
    "arn:aws:s3:::shop-stage/x",
    "/fairlead/dev",
    "s3://bucket/dev/null",
    "a\nprod\nb",
  ]) {
    it(`finds it in ${JSON.stringify(text)}`, () => assert.ok(findLeaks({ text }, environments).length > 0));
  }

  for (const text of ["product", "develop", "backstage", "production", "unprod", "/dev/null", "2>/dev/stderr", ""]) {
    it(`finds none in ${JSON.stringify(text)}`, () => assert.deepEqual(findLeaks({ text }, environments), []));
  }

  it("says where", () => {
    const leaks = findLeaks({ containers: { app: { command: ["--env", "prod"], variables: { DEV_KEY: "x" } } } }, [
      "dev",
      "prod",
    ]);
    assert.deepEqual(leaks, [
      { path: "containers.app.command[1]", environment: "prod" },
      { path: "containers.app.variables.DEV_KEY", environment: "dev" },
    ]);
  });

  it("finds a name wherever it is put into any document", () => {
    const word = fc.stringMatching(/^[\w./: -]{0,12}$/);
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...environments),
        word,
        word,
        fc.array(fc.oneof(fc.constantFrom("image", "command", "a"), fc.nat(3)), { maxLength: 4 }),
        (around, name, before, after, path) => {
          const text = `${before} ${name} ${after}`;
          const document = path.reduceRight<unknown>(
            (inner, key) => (typeof key === "number" ? [around, inner] : { [key]: inner, other: around }),
            text,
          );
          assert.ok(findLeaks({ document }, environments).some(({ environment }) => environment === name));
        },
      ),
    );
  });
});
