import assert from "node:assert/strict";
import { scheduleExpression, timeZone } from "../../../components/tasks/scheduleExpression";

describe("a schedule", () => {
  for (const expression of [
    "cron(0 3 * * ? *)",
    "cron(15 10 ? * MON-FRI *)",
    "cron(0 8 1 * ? 2026-2030)",
    "cron(0 18 ? * 6L *)",
    "cron(0/5 8-17 ? * 2#1 *)",
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
});

describe("a time zone", () => {
  for (const zone of ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"]) {
    it(`can be ${zone}`, () => assert.equal(timeZone(zone), undefined));
  }
  for (const zone of ["Europe/Atlantis", "CEST", "+01:00", "", undefined, 1]) {
    it(`cannot be ${JSON.stringify(zone)}`, () => assert.ok(timeZone(zone)));
  }
});
