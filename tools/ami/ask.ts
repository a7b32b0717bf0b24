import * as ec2 from "@aws-sdk/client-ec2";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { Architecture } from "../../components/capacity/instanceTypes";
import { all } from "../aws";
import { type AwsOfStack, clientSettings, endpointOf, settingsOf } from "../stack/clientSettings";
import { askAs } from "../stack/clients";
import { inMeantAccount } from "../stack/meantAccount";
import type { ImagesThere } from "./environment";
import { amazonImage, IMAGE_TAGS, nodeImage, parametersOf } from "./images";

/**
 * Asks AWS, as a stack does, for images: those with these ids, the project's own, and Amazon's newest.
 * @throws StackError when AWS does not say it, or for another account than the stack's
 */
export async function askForImages(project: string, stack: AwsOfStack, ids: readonly string[]): Promise<ImagesThere> {
  const settings = settingsOf(stack);
  const client = await clientSettings(settings);
  const images = new ec2.EC2Client({ ...client, ...endpointOf(stack.aws, "ec2") });
  const parameters = new SSMClient({ ...client, ...endpointOf(stack.aws, "ssm") });
  const answers = Promise.all([ownImages(project, stack, images), imagesById(images, ids), amazonImages(parameters)]);
  const [own, byId, amazon] = await askAs(stack.stack, settings, images, "which images there are", answers);
  const region = await images.config.region();
  return { region, project, own, byId: new Map(byId.map((image) => [image.id, image])), amazon };
}

/** Two projects in one account do not take each other's. */
async function ownImages(project: string, stack: AwsOfStack, client: ec2.EC2Client) {
  const Filters = [{ Name: `tag:${IMAGE_TAGS.made}`, Values: [project] }];
  const pages = ec2.paginateDescribeImages({ client }, { Owners: ["self"], Filters, IncludeDeprecated: true });
  const images = await all(pages, (page) => page.Images);
  await inMeantAccount(
    stack,
    client,
    images.map(({ OwnerId }) => OwnerId),
  );
  return images.map(nodeImage);
}

/** By a filter: asked for by `ImageIds`, one that there is not would be an error. */
async function imagesById(client: ec2.EC2Client, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const Filters = [{ Name: "image-id", Values: [...ids] }];
  const pages = ec2.paginateDescribeImages({ client }, { Filters, IncludeDeprecated: true });
  return (await all(pages, (page) => page.Images)).map(nodeImage);
}

async function amazonImages(client: SSMClient): Promise<ImagesThere["amazon"]> {
  const processors = Object.values(Architecture);
  const Names = processors.flatMap((processor) => Object.values(parametersOf(processor)));
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names }));
  const values = new Map(Parameters.map(({ Name = "", Value = "" }) => [Name, Value]));
  return Object.fromEntries(processors.map((processor) => [processor, amazonImage(processor, values)]));
}
