import assert from "node:assert/strict";
import { exitCodeOf, verdictOf } from "../../tools/audit";

/** An answer of npm 10, cut down. */
const report = (severities: Record<string, string>) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      Object.entries(severities).map(([name, severity]) => [
        name,
        { name, severity, range: "<2.0.0", via: [{ title: "Reads too far" }, "other"], fixAvailable: true },
      ]),
    ),
    metadata: { vulnerabilities: {} },
  });

describe("an audit of the packages", () => {
  it("is fine without findings, and with findings that are not high", () => {
    assert.deepEqual(verdictOf(report({})), { kind: "fine", lines: [] });
    assert.deepEqual(verdictOf(report({ a: "moderate" })), {
      kind: "fine",
      lines: ["moderate: a <2.0.0: Reads too far; through other"],
    });
  });

  for (const severity of ["high", "critical"]) {
    it(`is bad with a finding that is ${severity}`, () => {
      assert.equal(verdictOf(report({ a: "low", b: severity })).kind, "bad");
    });
  }

  it("has no answer where the registry cannot be asked, whatever it says instead", () => {
    const refused = {
      message: "405 Method Not Allowed - POST https://registry.example/-/npm/v1",
      statusCode: 405,
      error: {},
    };
    assert.deepEqual(verdictOf(JSON.stringify(refused)), { kind: "unanswered", why: "405 Method Not Allowed - POST" });
    assert.deepEqual(verdictOf("{}"), { kind: "unanswered", why: "npm audit has no answer" });
    assert.deepEqual(verdictOf(""), { kind: "unanswered", why: "npm audit has no answer" });
  });

  it("of several lockfiles is bad when one is, even if nobody answers for another", () => {
    const [fine, bad, unanswered] = [report({}), report({ a: "high" }), "{}"].map(verdictOf);
    assert.ok(fine && bad && unanswered);
    assert.equal(exitCodeOf([fine, fine]), 0);
    assert.equal(exitCodeOf([fine, unanswered]), 75);
    assert.equal(exitCodeOf([bad, unanswered]), 1);
  });
});
