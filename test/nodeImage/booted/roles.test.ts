import assert from "node:assert/strict";
import { changedBundle } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";

const SETTINGS = {
  time_settings: { server: "169.254.169.123" },
  logging_settings: { journal_max_mib: 500, journal_keep_days: 14, rotate_mib: 50, rotate_keep: 5 },
  refresh_settings: { minutes: 30, jitter_minutes: 5 },
  agent_settings: {},
};

const shipper = { name: "shipper", image: "shipper:1", memoryMiB: 64 };
const daemon = (changes: object) => ({
  files: { "daemons.json": JSON.stringify({ daemons: [{ ...shipper, ...changes }] }) },
});
const settings = (changes: object) => ({ files: { "settings.yml": JSON.stringify({ ...SETTINGS, ...changes }) } });

const ONLY = `- hosts: localhost
  gather_facts: false
  vars_files: [settings.yml]
  vars:
    listed: "{{ (lookup('ansible.builtin.file', 'daemons.json') | from_json).daemons }}"
    logging_label: dev
    daemons_wanted: "{{ listed }}"
    agent_facts: "{{ node_facts }}"
    agent_daemons: "{{ listed }}"
    agent_shared_settings: "{{ (lookup('ansible.builtin.file', 'shared.json') | from_json).agent_settings }}"
  tasks:
`;

/** What may be written into settings.yml and daemons.json, and why it is refused. */
const REFUSED: Record<string, { files: Record<string, string>; problem: RegExp }> = {
  agentKey: { ...settings({ agent_settings: { ECS_CLUSTR: "x" } }), problem: /agent_settings\.ECS_CLUSTR\. Supported/ },
  agentOwnKey: {
    ...settings({ agent_settings: { ECS_CLUSTER: "other" } }),
    problem: /agent_settings\.ECS_CLUSTER\. Supp/,
  },
  agentSharedKey: {
    ...settings({ agent_settings: { ECS_AWSVPC_BLOCK_IMDS: false } }),
    problem: /agent_settings has ECS_AWSVPC_BLOCK_IMDS, which stock images have too/,
  },
  agentTags: {
    ...settings({ agent_settings: { ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM: "ec2_instance" } }),
    problem: /agent_settings\.ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM\. Supp/,
  },
  agentType: {
    ...settings({ agent_settings: { ECS_LOG_MAX_ROLL_COUNT: "many" } }),
    problem: /ECS_LOG_MAX_ROLL_COUNT.* cannot be converted to an int|unable to convert to int/,
  },
  agentBoolean: {
    ...settings({ agent_settings: { ECS_ENABLE_TASK_ENI: "yes" } }),
    problem: /ECS_ENABLE_TASK_ENI is "yes"; it must be true or false/,
  },
  agentTime: {
    ...settings({ agent_settings: { ECS_IMAGE_PULL_TIMEOUT: "5 minutes" } }),
    problem: /ECS_IMAGE_PULL_TIMEOUT is "5 minutes"; .* times are numbers with ms, s, m or h/,
  },
  agentLine: {
    ...settings({ agent_settings: { NO_PROXY: "a\nECS_CLUSTER=other" } }),
    problem: /NO_PROXY is "a\\nECS_CLUSTER=other"; it must be/,
  },
  agentChoice: {
    ...settings({ agent_settings: { ECS_LOGLEVEL: "loud" } }),
    problem: /value of ECS_LOGLEVEL must be one of: crit, error, warn, info, debug, got: loud/,
  },
  logging: {
    ...settings({ logging_settings: { ...SETTINGS.logging_settings, rotate: 1 } }),
    problem: /logging_settings\.rotate\./,
  },
  loggingLimit: {
    ...settings({ logging_settings: { ...SETTINGS.logging_settings, journal_max_mib: 0 } }),
    problem: /journal_max_mib at least 16/,
  },
  time: { ...settings({ time_settings: { server: "time.aws.com\nallow" } }), problem: /it must be an address/ },
  refresh: {
    ...settings({ refresh_settings: { minutes: 0, jitter_minutes: 0 } }),
    problem: /minutes must be at least 5/,
  },
  refreshMissing: { ...settings({ refresh_settings: { minutes: 30 } }), problem: /jitter_minutes/ },
  daemonKey: { ...daemon({ memory: 64 }), problem: /daemons_wanted\.memory\. Supported/ },
  daemonMemory: { ...daemon({ memoryMiB: 4 }), problem: /"shipper" needs .* a memoryMiB of at least 16/ },
  daemonName: { ...daemon({ name: "../ecs" }), problem: /"\.\.\/ecs" needs a name/ },
  daemonImage: { ...daemon({ image: "a:1; reboot" }), problem: /"shipper" needs a name .*, an image/ },
  daemonImageWithoutTag: {
    ...daemon({ image: "registry:5000/shipper" }),
    problem: /"shipper" needs a name .*, an image with a tag or a digest/,
  },
  daemonSecret: {
    ...daemon({ environment: { DD_API_KEY: "x" } }),
    problem: /a variable DD_API_KEY; every node can read the bundle, and the role of nodes has no right to secrets/,
  },
  daemonVariable: {
    ...daemon({ environment: { DEBUG: true, PORT: 80, NAME: "true" } }),
    problem: /shipper has an argument or variable that is true; each must be a text in quotes or a whole number/,
  },
  daemonNoText: {
    ...daemon({ environment: { EMPTY: null, LIST: [1, 2] }, arguments: [0.5, 7, "x"] }),
    problem: /shipper has an argument or variable that is 0\.5 and null and \[1, 2\]; each must be/,
  },
  daemonNoList: {
    ...daemon({ arguments: "a b" }),
    problem: /shipper has the arguments "a b", the mounts \[\] and the environment \{\}; the first two must be lists/,
  },
  daemonNull: {
    ...daemon({ arguments: null, mounts: null, environment: null }),
    problem: /shipper has the arguments null, the mounts null and the environment null; the first two must be lists/,
  },
  daemonNoMap: { ...daemon({ environment: "A=b" }), problem: /the environment "A=b"; .*, the third a map/ },
  daemonLine: {
    ...daemon({ arguments: ["a\nExecStart=/bin/true"] }),
    problem: /shipper has an argument, .* control character/,
  },
  daemonMount: { ...daemon({ mounts: [{ source: "data", target: "/data" }] }), problem: /both must be absolute paths/ },
  daemonTwice: {
    files: { "daemons.json": JSON.stringify({ daemons: [shipper, shipper] }) },
    problem: /a name comes twice in shipper, shipper/,
  },
  daemonThatDoesNotStart: {
    ...daemon({ arguments: ["--fail"] }),
    problem: /Unable to start service fairlead-daemon-shipper|Unable to restart service fairlead-daemon-shipper/,
  },
};

onMachine("roles", function () {
  this.timeout(600_000);
  let node: Results;

  before(async () => {
    const files: Record<string, string> = {};
    for (const [name, { files: changed }] of Object.entries(REFUSED)) {
      for (const [file, content] of Object.entries(changed)) files[`stub/bad/${name}/${file}`] = content;
    }
    // The roles that read settings, each by itself.
    const names = ["time", "logging", "refresh", "daemons", "agent"];
    const only = names.map(
      (name) => `    - ansible.builtin.import_role: { name: ${name} }\n      when: role == "${name}"\n`,
    );
    const baked = await changedBundle({ "only.yml": `${ONLY}${only.join("")}` });
    node = boot(
      { metadata: METADATA, baked, files },
      `cd /var/lib/fairlead/current/
mkdir /stub/good
cp settings.yml daemons.json /stub/good/
for bad in /stub/bad/*; do
  name=\${bad##*/}
  cp $bad/* .
  role=\${name%%[A-Z]*}
  role=\${role/daemon/daemons}
  ansible-playbook -i localhost, -c local only.yml -e @/run/fairlead/facts.json -e role=$role >/results/$name && echo "it ended well" >/results/$name
  cp /stub/good/* .
done
state bad
keep ecs.config /etc/ecs/ecs.config
refresh good
find /etc/systemd/system -name 'fairlead-daemon-*' >/results/daemons
/usr/libexec/fairlead/node-config refresh more >/results/usage 2>&1 || echo "ended with $?" >>/results/usage
`,
    );
  });

  for (const [name, { problem }] of Object.entries(REFUSED)) {
    it(`refuse: ${name}`, () => {
      // What Ansible shows is JSON.
      const said = node.file(name)?.replaceAll('\\"', '"').replaceAll("\\\\", "\\") ?? "";
      assert.match(said, problem);
    });
  }

  it("are right again when their settings are, and what ran went on", () => {
    assert.equal(node.file("bad.agent"), "active\n");
    assert.equal(node.file("good.agent"), "active\n");
    assert.equal(node.file("good.refresh"), "ok\n");
    assert.equal(node.file("daemons"), "", "the daemon that did not start is gone");
  });

  it("node-config says how it is called when it is called wrongly", () => {
    assert.match(node.file("usage") ?? "", /node-config boot {8}before the ECS agent starts/);
    assert.match(node.file("usage") ?? "", /ended with 2\n$/);
  });
});
