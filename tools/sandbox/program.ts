import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { FORGOTTEN } from "./moto";
import { STOP } from "./stop";

/**
 * The project's program, as it is, with what an emulator asks for: no wait for services where no task ever starts, and
 * no look at what the emulator forgets. The sandbox's own `Pulumi.yaml` names this file.
 */
const sandbox = new pulumi.Config("sandbox");
const waits = sandbox.requireBoolean("waits");
const forgetful = sandbox.requireBoolean("forgetful");

// A program that ends early makes the engine finish what it has begun and begin nothing else. To interrupt the engine would
// interrupt the provider too, which leaves things in the emulator that nobody knows of.
const stop = process.env[STOP];
if (stop) setInterval(() => existsSync(stop) && process.exit(1), 300).unref();

pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
  const forgotten = forgetful ? FORGOTTEN[type] : undefined;
  return {
    props: type === "aws:ecs/service:Service" && !waits ? { ...props, waitForSteadyState: false } : props,
    opts: forgotten ? pulumi.mergeOptions(opts, { ignoreChanges: [...forgotten] }) : opts,
  };
});

import program = require("../../index");
export = program;
