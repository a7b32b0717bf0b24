import assert from "node:assert/strict";
import { type ImageSettings, type ImagesThere, imageSettings } from "../../../tools/ami/environment";
import { isLater, type NodeImage, nodeImage } from "../../../tools/ami/images";
import { pinStates } from "../../../tools/ami/pinState";
import { planMoves, type Wanted } from "../../../tools/ami/plan";

const NOW = new Date("2026-11-28T12:00:00Z");
const SOURCE = "al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-x86_64";

/** An image like those of node-image/, `days` old, with something changed. */
function image(id: string, days: number, change: Partial<NodeImage> = {}): NodeImage {
  return {
    id,
    name: `node-${id}`,
    architecture: "x86_64",
    created: new Date(NOW.getTime() - days * 86_400_000).toISOString(),
    state: "available",
    made: { sourceName: SOURCE, agentVersion: "1.107.0", revision: "a".repeat(40), bundle: "b" },
    ...change,
  };
}

const OLD = image("ami-00000001", 30);
const PINNED = image("ami-00000002", 20);
const NEW = image("ami-00000003", 2);
const ARM = image("ami-00000004", 5, { architecture: "arm64" });

const dev: ImageSettings = {
  environment: "dev",
  stack: "dev",
  file: "Pulumi.dev.yaml",
  pins: { x86_64: PINNED.id },
  hasPools: true,
  processors: ["x86_64"],
  smallest: { x86_64: { pool: "main", diskGiB: 30 } },
};

function there(images: readonly NodeImage[], change: Partial<ImagesThere> = {}): ImagesThere {
  return {
    region: "eu-central-1",
    project: "shop",
    own: images.filter(({ made }) => made !== undefined),
    byId: new Map(images.map((it) => [it.id, it])),
    amazon: { x86_64: { id: "ami-0a", name: SOURCE, agentVersion: "1.107.0" } },
    ...change,
  };
}

describe("a pinned image", () => {
  const state = (images: readonly NodeImage[], change: Partial<ImagesThere> = {}, settings = dev) =>
    pinStates(settings, there(images, change), NOW)[0] ?? assert.fail("no state");

  it("is as old as it is, in whole days", () => {
    assert.equal(state([PINNED]).ageDays, 20);
    assert.equal(state([image(PINNED.id, 0.9)]).ageDays, 0);
  });

  for (const [title, images, newer] of [
    ["there is a newer one", [PINNED, OLD, NEW], NEW.id],
    ["the newest of several", [image("ami-00000009", 3), PINNED, NEW], NEW.id],
    ["it is the newest", [PINNED, OLD], undefined],
    ["the newer one is for another processor", [PINNED, ARM], undefined],
    ["the newer one is not available yet", [PINNED, { ...NEW, state: "pending" }], undefined],
  ] as [string, NodeImage[], string | undefined][]) {
    it(`knows whether there is a newer one of one's own: ${title}`, () => {
      assert.equal(state(images).newer?.id, newer);
    });
  }

  for (const [title, name, source, is] of [
    ["a later day", "al2023-ami-ecs-hvm-2023.0.20261105-kernel-6.1-x86_64", SOURCE, true],
    ["the same", SOURCE, SOURCE, false],
    ["an earlier day", "al2023-ami-ecs-hvm-2023.0.20260226-kernel-6.1-x86_64", SOURCE, false],
    ["another kernel on a later day", "al2023-ami-ecs-hvm-2023.0.20261105-kernel-6.18-x86_64", SOURCE, true],
    ["names without a day", "x", SOURCE, false],
  ] as [string, string, string, boolean][]) {
    it(`knows whether Amazon's is newer than what it was made from: ${title}`, () => {
      assert.equal(isLater(name, source), is);
      const amazon = { x86_64: { id: "ami-0a", name, agentVersion: "1.108.0" } };
      assert.equal(state([PINNED], { amazon }).amazon?.name, is ? name : undefined);
    });
  }

  for (const [title, images, problems] of [
    ["there is none of that id", [], ["this account has no such image in eu-central-1"]],
    ["it is for another processor", [{ ...PINNED, architecture: "arm64" }], ["it is an image for arm64"]],
    ["it has failed", [{ ...PINNED, state: "failed" }], ["it is failed"]],
    [
      "it is somebody else's, or made otherwise",
      [{ ...PINNED, made: undefined }],
      ["it was not made with node-image/, or its tags are gone"],
    ],
    ["nothing is", [PINNED], []],
  ] as [string, NodeImage[], string[]][]) {
    it(`says what is wrong when ${title}`, () => {
      assert.deepEqual(state(images).problems, problems);
    });
  }

  it("says what is odd: deprecated, not committed, of no use", () => {
    const made = { revision: `${"a".repeat(40)}-dirty` };
    const odd = { ...PINNED, deprecated: "2026-11-01T00:00:00.000Z", made };
    assert.deepEqual(state([odd], {}, { ...dev, processors: ["arm64"] }).remarks, [
      "no pool is of x86_64, so no node runs it",
      "EC2 calls it deprecated since 2026-11-01",
      "it was made of something that was not committed",
    ]);
    assert.deepEqual(state([{ ...PINNED, deprecated: "2027-11-01T00:00:00.000Z" }]).remarks, []);
  });
});

describe("a pin of an image", () => {
  const ids = (...ids: string[]): Wanted => ({ kind: "ids", ids });
  const newest: Wanted = { kind: "newest" };
  const both: ImageSettings = {
    ...dev,
    pins: { x86_64: PINNED.id, arm64: "ami-00000007" },
    processors: ["x86_64", "arm64"],
  };
  const ARM_PINNED = image("ami-00000007", 20, { architecture: "arm64" });
  const all = [OLD, PINNED, NEW, ARM, ARM_PINNED];
  const plan = (wanted: Wanted, settings = dev, images: readonly NodeImage[] = all, force = false) =>
    planMoves(wanted, settings, there(images), force);
  const moved = (wanted: Wanted, settings = dev, images: readonly NodeImage[] = all, force = false) => {
    const { moves, problems } = plan(wanted, settings, images, force);
    assert.deepEqual(problems, []);
    return moves.map(({ processor, from, to }) => `${processor} ${from ?? "none"} ${to.id}`);
  };
  const refused = (wanted: Wanted, settings = dev, images: readonly NodeImage[] = all, force = false) => {
    const { moves, problems } = plan(wanted, settings, images, force);
    assert.deepEqual(moves, []);
    return problems;
  };

  const NO_POOL =
    "No pool of dev takes an image of one's own: each has an imageId, or instance types whose processor is not known; " +
    "say their architecture.";

  it("moves to the image that is named, for the processor that it is for", () => {
    assert.deepEqual(moved(ids(NEW.id)), [`x86_64 ${PINNED.id} ${NEW.id}`]);
    assert.deepEqual(moved(ids(ARM.id, NEW.id), both), [
      `arm64 ${ARM_PINNED.id} ${ARM.id}`,
      `x86_64 ${PINNED.id} ${NEW.id}`,
    ]);
  });

  it("moves to the newest, for each processor of its pools", () => {
    assert.deepEqual(moved(newest), [`x86_64 ${PINNED.id} ${NEW.id}`]);
    assert.deepEqual(moved(newest, both), [`x86_64 ${PINNED.id} ${NEW.id}`, `arm64 ${ARM_PINNED.id} ${ARM.id}`]);
    assert.deepEqual(moved(newest, { ...dev, pins: {} }), [`x86_64 none ${NEW.id}`]);
  });

  it("stays where it is when it is there already", () => {
    assert.deepEqual(moved(ids(PINNED.id)), []);
    assert.deepEqual(moved(newest, { ...dev, pins: { x86_64: NEW.id } }), []);
  });

  it("moves to what another environment has", () => {
    const from: Wanted = {
      kind: "from",
      from: { ...dev, environment: "test", pins: { x86_64: NEW.id } },
      images: new Map(),
    };
    assert.deepEqual(moved(from), [`x86_64 ${PINNED.id} ${NEW.id}`]);
    assert.deepEqual(moved(from, { ...dev, pins: {} }), [`x86_64 none ${NEW.id}`]);
    assert.deepEqual(moved(from, { ...both, pins: {} }), [`x86_64 none ${NEW.id}`]);
  });

  it("moves, in another account, to the image that is made of the same", () => {
    const made = { ...NEW.made, revision: "c".repeat(40) };
    const theirs = { ...NEW, id: "ami-0000000a", made };
    const wanted = (images: NodeImage[]): Wanted => ({
      kind: "from",
      from: { ...dev, environment: "test", pins: { x86_64: theirs.id } },
      images: new Map(images.map((it) => [it.id, it])),
    });
    const same = image("ami-0000000b", 1, { made });
    assert.deepEqual(moved(wanted([theirs]), dev, [PINNED, NEW, same]), [`x86_64 ${PINNED.id} ${same.id}`]);
    const missing = [
      "There is no image ami-0000000a in eu-central-1 that this account may use. That is what test pins. " +
        "Build the same revision there.",
    ];
    for (const other of [{ revision: "d".repeat(40) }, { bundle: "x" }, { sourceName: "x" }]) {
      assert.deepEqual(refused(wanted([theirs]), dev, [PINNED, { ...same, made: { ...made, ...other } }]), missing);
    }
    assert.deepEqual(refused(wanted([{ ...theirs, made: {} }]), dev, [PINNED, { ...same, made: {} }]), missing);
  });

  for (const [title, problems, expected] of [
    [
      "there is no such image",
      () => refused(ids("ami-0000000f")),
      ["There is no image ami-0000000f in eu-central-1 that this account may use."],
    ],
    [
      "no pool is of its processor",
      () => refused(ids(ARM.id)),
      [`dev does not pin ${ARM.id}: it is for arm64, and its pools are of x86_64. Take one for those, or add a pool.`],
    ],
    [
      "it is of a processor that nobody has",
      () => refused(ids("ami-0000000c"), dev, [PINNED, image("ami-0000000c", 1, { architecture: "i386" })]),
      [
        "dev does not pin ami-0000000c: it is for i386, and its pools are of x86_64. Take one for those, or add a pool.",
      ],
    ],
    [
      "it is not available",
      () => refused(ids(NEW.id), dev, [PINNED, { ...NEW, state: "pending" }]),
      [`dev does not pin ${NEW.id}: it is pending. Wait until it is available, or take another.`],
    ],
    [
      "node-image/ has not made it",
      () => refused(ids(NEW.id), dev, [PINNED, { ...NEW, made: undefined }]),
      [
        `dev does not pin ${NEW.id}: it was not made with node-image/, so its nodes would not configure themselves. Build one: node-image/README.md`,
      ],
    ],
    [
      "its root disk is larger than that of a pool",
      () => refused(ids(NEW.id), dev, [PINNED, { ...NEW, diskGiB: 40 }]),
      [
        `dev does not pin ${NEW.id}: its root disk is of 40 GiB, and nodes of main have 30 GiB, so EC2 would start none. Give each of its pools a diskGiB of 40 in Pulumi.dev.yaml, or take an image with a smaller disk.`,
      ],
    ],
    [
      "it is older than the pinned one",
      () => refused(ids(OLD.id)),
      [
        `dev does not pin ${OLD.id}: it is of 2026-10-29 12:00, older than ${PINNED.id} of 2026-11-08 12:00. To go back to it: --force-older`,
      ],
    ],
    [
      "there are two for one processor",
      () => refused(ids(NEW.id, "ami-0000000d"), dev, [PINNED, NEW, image("ami-0000000d", 1)]),
      ["ami-0000000d is the second image for x86_64. Name one for each processor."],
    ],
    [
      "there is none of one's own",
      () => refused(newest, dev, [{ ...PINNED, made: undefined }]),
      [
        "There is no image of your own for x86_64 in eu-central-1 that was made for the project shop. Build one: node-image/README.md",
      ],
    ],
    [
      "the other environment has none for a processor",
      () =>
        refused(
          { kind: "from", from: { ...dev, environment: "test", pins: { x86_64: NEW.id } }, images: new Map() },
          both,
        ),
      ["test pins no image for arm64, and dev does."],
    ],
    [
      "the other environment has none for any of its processors",
      () =>
        refused(
          { kind: "from", from: { ...dev, environment: "test", pins: { arm64: ARM.id } }, images: new Map() },
          { ...dev, pins: {} },
        ),
      ["test pins no image for x86_64, and dev has pools of it."],
    ],
    [
      "there are no pools",
      () => refused(newest, { ...dev, pins: {}, hasPools: false, processors: [] }),
      ["dev has no pools, so nothing of it takes an image of one's own."],
    ],
    ["no pool takes one", () => refused(newest, { ...dev, pins: {}, processors: [] }), [NO_POOL]],
    [
      "no pool takes one, whatever another environment has",
      () =>
        refused({ kind: "from", from: { ...dev, environment: "test" }, images: new Map() }, { ...dev, processors: [] }),
      [NO_POOL],
    ],
  ] as [string, () => string[], string[]][]) {
    it(`does not move when ${title}`, () => {
      assert.deepEqual(problems(), expected);
    });
  }

  it("moves to an image whose root disk is as large as that of its pools", () => {
    assert.deepEqual(moved(ids(NEW.id), dev, [PINNED, { ...NEW, diskGiB: 30 }]), [`x86_64 ${PINNED.id} ${NEW.id}`]);
  });

  it("goes back only when that is said", () => {
    assert.deepEqual(moved(ids(OLD.id), dev, all, true), [`x86_64 ${PINNED.id} ${OLD.id}`]);
  });

  it("is told all that is wrong at once, and then no other pin moves either", () => {
    assert.equal(refused(ids(NEW.id, OLD.id, ARM.id)).length, 3);
  });
});

describe("what EC2 says of an image", () => {
  it("is how large its root disk is, and not another one", () => {
    const disk = (DeviceName: string, VolumeSize: number) => ({ DeviceName, Ebs: { VolumeSize } });
    const BlockDeviceMappings = [disk("/dev/xvdb", 100), disk("/dev/xvda", 40)];
    assert.equal(nodeImage({ RootDeviceName: "/dev/xvda", BlockDeviceMappings }).diskGiB, 40);
    assert.equal(nodeImage({}).diskGiB, undefined);
  });
});

describe("what an environment's file says of images", () => {
  const of = (config: object) =>
    imageSettings(
      { environment: "dev", stack: "dev", file: "Pulumi.dev.yaml" },
      "shop",
      Object.fromEntries(Object.entries(config).map(([key, value]) => [`shop:${key}`, JSON.stringify(value)])),
    );

  it("is which processors its pools have, those with an image of their own left out", () => {
    const pools = {
      a: { instanceTypes: ["c7g.large"] },
      b: { instanceTypes: ["m7i.large"], imageId: "ami-00000001" },
      c: { instanceTypes: ["x9z.large"], architecture: "x86_64" },
      d: { instanceTypes: ["x9z.large"] },
    };
    assert.deepEqual(of({ pools }).settings.processors, ["x86_64", "arm64"]);
    assert.deepEqual(of({ pools: { b: pools.b, d: pools.d } }).settings.processors, []);
    assert.deepEqual(
      of({ pools: { b: { ...pools.b, diskGiB: 10 }, small: pools.c, c: { ...pools.c, diskGiB: 50 } } }).settings
        .smallest,
      {
        x86_64: { pool: "small", diskGiB: 30 },
      },
    );
    assert.deepEqual(of({}), {
      settings: { ...dev, pins: {}, hasPools: false, processors: [], smallest: {} },
      problems: [],
    });
  });

  it("is told to be wrong by processor and by id", () => {
    assert.deepEqual(of({ nodeImages: { x86_64: "ami-123", arm: "ami-0123456789abcdef0" } }).problems, [
      'Pulumi.dev.yaml: nodeImages.x86_64 is "ami-123", no id of an image like ami-0123456789abcdef0.',
      "Pulumi.dev.yaml: nodeImages.arm is no processor. There are x86_64 and arm64.",
    ]);
  });

  it("is told to be wrong where a pool is none, or has no list of instance types", () => {
    const pools = { nothing: null, text: { instanceTypes: "m7i.large" }, number: { instanceTypes: [7] }, spot: {} };
    assert.deepEqual(of({ pools }).problems, [
      "Pulumi.dev.yaml: pools.nothing is null, no pool with a list of instanceTypes.",
      'Pulumi.dev.yaml: pools.text is {"instanceTypes":"m7i.large"}, no pool with a list of instanceTypes.',
      'Pulumi.dev.yaml: pools.number is {"instanceTypes":[7]}, no pool with a list of instanceTypes.',
    ]);
  });
});
