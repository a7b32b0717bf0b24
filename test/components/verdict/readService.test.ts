import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type Reading, readService } from "../../../components/verdict/readService";
import { FakeAws, rolledBack } from "../../support/fakeAws";
import { update } from "../../support/operatingEngine";

describe("reading a service whose deployment has failed", () => {
  const ecs = new FakeAws();
  let endpoint: string;
  before(async () => {
    endpoint = await ecs.start();
  });
  after(() => ecs.stop());

  const read = async (deadline?: number) => {
    const config = {
      "aws:region": "eu-west-1",
      "aws:accessKey": "OWN",
      "aws:secretKey": "secret",
      "aws:endpoints": JSON.stringify([{ ecs: endpoint }]),
    };
    let reading: Promise<Reading> | undefined;
    await update({
      program: () => {
        reading = readService(new pulumi.ComponentResource("test:index:Service", "web"), "dev", "web", deadline);
      },
      config,
    });
    return reading;
  };

  it("tells what ECS says", async () => {
    ecs.answers = rolledBack("web:7", "web:6");
    assert.equal((await read())?.read?.seen?.runningCount, 2);
  });

  it("ends at its deadline, however long the calls would still be tried", async () => {
    ecs.answers = { ...rolledBack("web:7", "web:6"), DescribeTasks: "nothing" };
    assert.deepEqual(await read(400), {
      place: { cluster: "dev", service: "web", region: "eu-west-1" },
      unread: "no answer within 0.4 s",
    });
  });
});
