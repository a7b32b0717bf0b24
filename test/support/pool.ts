import type { Properties, RecordedResource } from "../../tools/preview/recorder";
import { resource } from "./resource";

/** A group of nodes that takes these types, with its launch template. */
export function pool(
  types: readonly string[],
  spot: boolean,
  sizes: Properties = {},
  template: Properties = {},
): RecordedResource[] {
  const launch = resource({
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "nodes",
    inputs: {
      blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 30 } }],
      networkInterfaces: [{ associatePublicIpAddress: "false" }],
      ...template,
    },
  });
  const group = resource({
    type: "aws:autoscaling/group:Group",
    name: "nodes",
    dependencies: [launch.urn],
    inputs: {
      minSize: 1,
      maxSize: 4,
      mixedInstancesPolicy: {
        instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: spot ? 0 : 100 },
        launchTemplate: { overrides: types.map((instanceType) => ({ instanceType })) },
      },
      ...sizes,
    },
  });
  return [launch, group];
}
