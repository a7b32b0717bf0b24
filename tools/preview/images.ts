import { NODE_FILE } from "../../components/constants";
import { scriptIn } from "./diff/roles";
import { textAt } from "./properties";
import type { RecordedResource } from "./recording";

const GROUP = "aws:autoscaling/group:Group";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** Where EC2 looks for Amazon's own images. */
const AMAZONS = /^resolve:ssm:\/aws\/service\/ecs\//;

/** What the nodes of a pool run, by what they are launched from: an image of one's own configures itself. */
export function imageOf(around: readonly RecordedResource[]): string {
  const template = around.find(({ type }) => type === TEMPLATE);
  const image = textAt(template?.inputs, "imageId");
  if (image === "") return "";
  if (AMAZONS.test(image)) return "Amazon's current ECS image";
  return scriptIn(textAt(template?.inputs, "userData")).includes(NODE_FILE)
    ? `${image}, which configures itself`
    : image;
}

/** The images of a stack, each behind the pools that run it: `dev-spot: Amazon's current ECS image`. */
export function imageItems(resources: readonly RecordedResource[]): string[] {
  const pools = new Map<string, string[]>();
  const groups = resources.filter(({ type }) => type === GROUP).sort((a, b) => a.name.localeCompare(b.name));
  for (const group of groups) {
    const image = imageOf(resources.filter(({ urn }) => group.dependencies.includes(urn)));
    if (image !== "") pools.set(image, [...(pools.get(image) ?? []), group.name.replace(/-nodes$/, "")]);
  }
  return [...pools].map(([image, names]) => `${names.join(" and ")}: ${image}`);
}
