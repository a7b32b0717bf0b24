import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import type { Clients } from "./inspect";

/** The parameter that says whose sandbox is in an emulator. One that was started anew does not have it. */
const Name = "/fairlead-sandbox";

/** What was written into an emulator by `setMark`. */
export async function readMark({ ssm }: Clients): Promise<string | undefined> {
  try {
    return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

export async function setMark(value: string, { ssm }: Clients): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name, Value: value, Type: "String" }));
}

export async function removeMark({ ssm }: Clients): Promise<void> {
  await ssm.send(new DeleteParameterCommand({ Name }));
}
