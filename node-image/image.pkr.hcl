# The image of a node, for x86_64 and arm64: Amazon's image for ECS, with what configures a node before the agent starts.
# README.md says how to build it.

packer {
  required_version = ">= 1.9.0"
  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = ">= 1.2.2" # knows imds_support
    }
  }
}

locals {
  built = timestamp()
  name  = formatdate("YYYYMMDD-hhmmss", local.built)
  dist  = "${path.root}/dist"

  # `npm run ami` knows the images of its project by the first one, and reads the others. The agent's version is added when it
  # is known.
  tags = {
    "fairlead:node-image"        = var.project
    "fairlead:git-revision"      = var.git_revision
    "fairlead:node-bundle"       = var.bundle_sha256
    "fairlead:source-image"      = "{{ .SourceAMI }}"
    "fairlead:source-image-name" = "{{ .SourceAMIName }}"
  }
}

# What both have in common; the build below adds what is of one processor.
source "amazon-ebs" "node" {
  region        = var.region
  subnet_id     = var.subnet_id
  ebs_optimized = true
  ena_support   = true

  # Packer comes by Session Manager: no port is open, and Packer's security group has no rule for what comes in.
  communicator                = "ssh"
  ssh_interface               = "session_manager"
  ssh_username                = "ec2-user"
  associate_public_ip_address = var.associate_public_ip_address

  # Session Manager and nothing of ECS, so that the builder registers nowhere. Actions of ssmmessages know no resources, and
  # the instance of the other one is not known before it has started.
  iam_instance_profile = var.instance_profile
  temporary_iam_instance_profile_policy_document {
    Version = "2012-10-17"
    Statement {
      Effect = "Allow"
      Action = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      Resource = ["*"]
    }
  }

  # The agent is not to write its state into the image. In /run, the mask is gone with the builder.
  user_data         = <<-END
    #cloud-config
    bootcmd:
      - [systemctl, mask, --runtime, --now, ecs.service]
  END
  shutdown_behavior = "terminate"

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  imds_support = "v2.0"

  launch_block_device_mappings {
    device_name           = "/dev/xvda"
    volume_type           = "gp3"
    volume_size           = var.volume_gib
    encrypted             = true
    kms_key_id            = var.kms_key_id
    delete_on_termination = true
  }

  deprecate_at  = var.deprecate_after_days == 0 ? null : timeadd(local.built, "${var.deprecate_after_days * 24}h")
  tags          = local.tags
  snapshot_tags = local.tags
  run_tags = {
    Name                          = "Builder of ${var.name_prefix}"
    "fairlead:node-image-builder" = var.git_revision
  }
}

build {
  name = "node"

  source "source.amazon-ebs.node" {
    name            = "x86_64"
    instance_type   = var.x86_64_instance_type
    ami_name        = "${var.name_prefix}-x86_64-${local.name}"
    ami_description = "Node of Amazon ECS that configures itself, x86_64, ${var.git_revision}"
    source_ami_filter {
      owners      = ["amazon"]
      most_recent = true
      filters = {
        name                = "al2023-ami-ecs-hvm-2023.0.*-kernel-6.1-x86_64"
        architecture        = "x86_64"
        root-device-type    = "ebs"
        virtualization-type = "hvm"
      }
    }
  }

  source "source.amazon-ebs.node" {
    name            = "arm64"
    instance_type   = var.arm64_instance_type
    ami_name        = "${var.name_prefix}-arm64-${local.name}"
    ami_description = "Node of Amazon ECS that configures itself, arm64, ${var.git_revision}"
    source_ami_filter {
      owners      = ["amazon"]
      most_recent = true
      filters = {
        name                = "al2023-ami-ecs-hvm-2023.0.*-kernel-6.1-arm64"
        architecture        = "arm64"
        root-device-type    = "ebs"
        virtualization-type = "hvm"
      }
    }
  }

  # cloud-init has no more to do, and the mask is in place.
  provisioner "shell" {
    inline = ["cloud-init status --wait >/dev/null || [ $? = 2 ]", "mkdir -m 0700 /tmp/fairlead"]
  }

  provisioner "file" {
    sources     = ["${path.root}/files", "${local.dist}/node-bundle.tar"]
    destination = "/tmp/fairlead/"
  }

  provisioner "shell" {
    script           = "${path.root}/install.sh"
    environment_vars = ["UPLOADED=/tmp/fairlead", "BUNDLE_SHA256=${var.bundle_sha256}"]
    execute_command  = "sudo env {{ .Vars }} bash {{ .Path }}"
  }

  provisioner "file" {
    direction   = "download"
    source      = "/tmp/fairlead/ecs-agent-version"
    destination = "${local.dist}/ecs-agent-version-${source.name}"
  }

  # Nothing may come after these two.
  provisioner "shell" {
    scripts         = ["${path.root}/cleanup.sh", "${path.root}/check.sh"]
    execute_command = "sudo env {{ .Vars }} bash {{ .Path }}"
  }

  post-processors {
    post-processor "manifest" {
      output     = "${local.dist}/manifest-${source.name}.json"
      strip_path = true
      custom_data = {
        architecture      = source.name
        source_image      = build.SourceAMI
        source_image_name = build.SourceAMIName
        git_revision      = var.git_revision
        node_bundle       = var.bundle_sha256
      }
    }

    # Adds the agent's version, which nobody knows before the builder runs, to the manifest and to the image's tags.
    post-processor "shell-local" {
      inline = ["node --require tsx/cjs ${path.root}/record.ts ${local.dist}/manifest-${source.name}.json ${local.dist}/ecs-agent-version-${source.name}"]
    }
  }
}
