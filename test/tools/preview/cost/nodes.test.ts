import assert from "node:assert/strict";
import { type Bill, billOf } from "../../../../tools/preview/cost/bill";
import { billItems, billSummary } from "../../../../tools/preview/cost/report";
import type { Properties, RecordedResource } from "../../../../tools/preview/recorder";
import { secret, unknown } from "../../../../tools/preview/values";
import { pool } from "../../../support/pool";
import { resource } from "../../../support/resource";

const bill = (...resources: RecordedResource[]): Bill => billOf(resources, "us-east-1");
const items = (...resources: RecordedResource[]) => billItems(bill(...resources));

describe("nodes on a bill", () => {
  it("takes for on-demand nodes the dearest of the types that AWS may choose", () => {
    const { lines } = bill(...pool(["m7i.large", "m7a.large"], false));
    assert.deepEqual(lines[0], {
      what: "on-demand node",
      count: { fewest: 1, most: 4 },
      each: 0.11592,
      atMost: true,
    });
  });

  it("says of spot nodes at most what they cost on demand, and invents no discount", () => {
    const costs = bill(...pool(["m7i.large"], true));
    assert.deepEqual(costs.lines[0], { what: "spot node", count: { fewest: 1, most: 4 }, each: 0.1008, atMost: true });
    assert.equal(
      billSummary(costs),
      "0.10 USD an hour, 75.98 a month with the fewest nodes, 303.94 with all; spot costs less",
    );
  });

  it("splits a mixed group as AWS does, the base first and fractions on demand", () => {
    const [launch, group] = pool(["m7i.large"], true) as [RecordedResource, RecordedResource];
    const distribution = { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50 };
    const policy = { ...(group.inputs.mixedInstancesPolicy as Properties), instancesDistribution: distribution };
    const mixed = { ...group, inputs: { ...group.inputs, mixedInstancesPolicy: policy } };
    assert.deepEqual(
      bill(launch, mixed)
        .lines.slice(0, 2)
        .map(({ what, count }) => [what, count]),
      [
        ["on-demand node", { fewest: 1, most: 3 }],
        ["spot node", { fewest: 0, most: 1 }],
      ],
    );
  });

  it("counts each node's disk, and its address where it has a public one", () => {
    const open = { networkInterfaces: [{ associatePublicIpAddress: "true" }] };
    assert.deepEqual(items(...pool(["m7i.large"], false, {}, open)), [
      "1 to 4 on-demand nodes 73.58",
      "1 to 4 disks (30 GiB gp3) 2.40",
      "1 to 4 public IPv4 addresses 3.65",
    ]);
    assert.match(
      items(
        ...pool(["m7i.large"], false, {}, { blockDeviceMappings: [{ ebs: { volumeType: "io2", volumeSize: 9 } }] }),
      )[1] ?? "",
      /^1 to 4 disks \(9 GiB io2\) \(price not known here\)$/,
    );
  });

  it("counts disks and address of an instance, on spot capacity at most at the price on demand", () => {
    const inputs = {
      instanceType: "m7i.large",
      rootBlockDevice: { volumeSize: 100, volumeType: "gp3" },
      ebsBlockDevices: [{ deviceName: "/dev/sdb", volumeSize: 10, volumeType: "io2" }],
      associatePublicIpAddress: true,
    };
    const rest = [
      "1 disk (100 GiB gp3) 8.00",
      "1 disk (10 GiB io2) (price not known here)",
      "1 public IPv4 address 3.65",
    ];
    assert.deepEqual(items(resource({ type: "aws:ec2/instance:Instance", name: "i", inputs })), [
      "1 instance m7i.large 73.58",
      ...rest,
    ]);
    const spot = bill(resource({ type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest", name: "s", inputs }));
    assert.deepEqual(billItems(spot), ["1 spot instance m7i.large ≤ 73.58", ...rest]);
    assert.match(billSummary(spot), /; spot costs less$/);
  });

  it("reads of an instance's launch template what its own arguments leave out", () => {
    const [launch] = pool([], false, {}, { instanceType: "m7i.large" });
    assert.ok(launch);
    const instance = resource({ type: "aws:ec2/instance:Instance", name: "i", dependencies: [launch.urn] });
    assert.deepEqual(items(launch, instance), ["1 instance m7i.large 73.58", "1 disk (30 GiB gp3) 2.40"]);
  });

  it("counts no disk for a device that is left out or that is the instance's own", () => {
    const blockDeviceMappings = [
      { deviceName: "/dev/sda1", ebs: { volumeType: "gp3", volumeSize: 30 } },
      { deviceName: "/dev/sdb", noDevice: "true" },
      { deviceName: "/dev/sdc", virtualName: "ephemeral0" },
    ];
    const all = items(...pool(["m7i.large"], false, {}, { blockDeviceMappings }));
    assert.deepEqual(all.slice(1), ["1 to 4 disks (30 GiB gp3) 2.40"]);
    const none = items(...pool(["m7i.large"], false, {}, { blockDeviceMappings: blockDeviceMappings.slice(1) }));
    assert.deepEqual(none.slice(1), ["1 to 4 disks (of the image) (price not known here)"]);
    const inputs = { ebsBlockDevices: [{ deviceName: "/dev/sdb", noDevice: true }] };
    const instance = items(resource({ type: "aws:ec2/instance:Instance", name: "i", inputs }));
    assert.deepEqual(instance.slice(1), ["1 disk (of the image) (price not known here)"]);
  });

  it("knows no price of a gp3 disk with more than what its price includes", () => {
    const volume = (inputs: Properties) =>
      items(resource({ type: "aws:ebs/volume:Volume", name: "v", inputs: { type: "gp3", size: 30, ...inputs } }));
    assert.deepEqual(volume({ iops: 3000, throughput: 125 }), ["1 disk (30 GiB gp3) 2.40"]);
    assert.deepEqual(volume({ iops: 3001 }), ["1 disk (30 GiB gp3, 3001 IOPS) (price not known here)"]);
    assert.deepEqual(volume({ throughput: 126 }), ["1 disk (30 GiB gp3, 126 MiB/s) (price not known here)"]);
    const ebs = { volumeType: "gp3", volumeSize: 30, iops: 4000, throughput: 250 };
    assert.deepEqual(
      items(...pool(["m7i.large"], false, {}, { blockDeviceMappings: [{ ebs }] }))[1],
      "1 to 4 disks (30 GiB gp3, 4000 IOPS, 250 MiB/s) (price not known here)",
    );
  });

  it("says of a disk that the image brings that its price is not known", () => {
    assert.deepEqual(items(...pool(["m7i.large"], false, {}, { blockDeviceMappings: [] })), [
      "1 to 4 on-demand nodes 73.58",
      "1 to 4 disks (of the image) (price not known here)",
    ]);
    assert.deepEqual(
      items(resource({ type: "aws:ec2/instance:Instance", name: "i", inputs: { instanceType: "m7i.large" } })),
      ["1 instance m7i.large 73.58", "1 disk (of the image) (price not known here)"],
    );
  });

  it("says of a group whose size is known only after the update that it lacks its nodes", () => {
    const line = "1 Auto Scaling group (number of nodes not known yet) (price not known here)";
    assert.deepEqual(items(...pool(["m7i.large"], false, { minSize: unknown, maxSize: unknown })), [line]);
    const half = items(...pool(["m7i.large"], false, { minSize: 2, maxSize: secret(unknown) }));
    assert.deepEqual([half[0], half.at(-1)], ["2 on-demand nodes 147.17", line]);
  });

  it("says nothing of nodes that a group may never have", () => {
    assert.deepEqual(items(...pool(["m7i.large"], false, { minSize: 0, maxSize: 0 })), []);
  });
});
