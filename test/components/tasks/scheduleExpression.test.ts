import assert from "node:assert/strict";
import { scheduleExpression, timeZone } from "../../../components/tasks/scheduleExpression";

describe("a schedule", () => {
  for (const expression of [
    "cron(0 3 * * ? *)",
    "cron(15 10 ? * MON-FRI *)",
    "cron(0 8 1 * ? 2026-2030)",
    "cron(0 18 ? * 6L *)",
    "cron(0/5 8-17 ? * 2#1 *)",
    "cron(0,30 */2 L JAN,jul ? *)",
    "cron(59 23 15W 12 ? 2199)",
    "cron(0 9 ? * FRI#3 2026/2)",
    "cron(0 9 ? * FRI-MON *)",
    "cron(0 9 ? * monL *)",
    "rate(1 hour)",
    "rate(5 minutes)",
  ]) {
    it(`can be ${expression}`, () => assert.equal(scheduleExpression(expression), undefined));
  }

  for (const expression of [
    "cron(0 3 * * *)",
    "0 3 * * ? *",
    "cron(0 3 * * * *)",
    "cron(0 3 ? * ? *)",
    "cron(0 3 * * ? * *)",
    "cron(a;b 3 * * ? *)",
    "cron(60 3 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 3 32 * ? *)",
    "cron(0 3 0 * ? *)",
    "cron(0 3 1 13 ? *)",
    "cron(0 3 ? * 8 *)",
    "cron(0 3 ? * FOO *)",
    "cron(0 3 ? * MON#6 *)",
    "cron(0 3 * * ? 1969)",
    "cron(? 3 * * ? *)",
    "cron(--- 3 ? * MON *)",
    "cron(0/0 3 * * ? *)",
    "cron(0 7 ? * XYZ#2 *)",
    "cron(0 7 ? * XYZL *)",
    "cron(0 7 ?,5 * ? *)",
    "cron(30-10 7 ? * * *)",
    "cron(0 7 ? * MON 2030-2020)",
    "cron(0 1-2-3 * * ? *)",
    "cron(0, 3 * * ? *)",
    "rate(0 hours)",
    "rate(1 fortnight)",
    "",
    undefined,
    7,
  ]) {
    it(`cannot be ${JSON.stringify(expression)}`, () => assert.ok(scheduleExpression(expression)));
  }

  it("says how many fields it has when they are five", () => {
    assert.match(scheduleExpression("cron(0 3 * * *)")?.rule ?? "", /6 fields, with the year last, and this has 5/);
  });

  it("says which field is wrong, and what it could be", () => {
    assert.equal(scheduleExpression("cron(0 25 * * ? *)")?.rule, '"25" is not understood for hours, which are 0 to 23');
    assert.equal(
      scheduleExpression("cron(0 3 ? * MO *)")?.rule,
      '"MO" is not understood for days of the week, which are 1 to 7 or SUN to SAT',
    );
  });
});

describe("a time zone", () => {
  for (const zone of ["Europe/Berlin", "Asia/Kolkata", "UTC", "America/Argentina/Buenos_Aires"]) {
    it(`can be ${zone}`, () => assert.equal(timeZone(zone), undefined));
  }
  for (const zone of ["Europe/Atlantis", "Europe/berlin", "CEST", "+01:00", "", undefined, 1]) {
    it(`cannot be ${JSON.stringify(zone)}`, () => assert.ok(timeZone(zone)));
  }
});
