# What `npm run node-bundle` has written down (bundle.auto.pkrvars.hcl).

variable "bundle_sha256" {
  description = "SHA-256 of dist/node-bundle.tar, in hexadecimal"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.bundle_sha256))
    error_message = "The bundle_sha256 must be 64 hexadecimal digits. Run first: npm run node-bundle."
  }
}

variable "git_revision" {
  description = "Commit that the image is built from; with -dirty behind it when something was not committed"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[0-9a-f]{40}(-dirty)?$", var.git_revision))
    error_message = "The git_revision must be 40 hexadecimal digits. Run first: npm run node-bundle."
  }
}

variable "project" {
  description = "Name of the Pulumi project whose images these are; `npm run ami` of it knows them by that"
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,100}$", var.project))
    error_message = "The project must be the name of a Pulumi project. Run first: npm run node-bundle."
  }
}

# Where and how it is built.

variable "region" {
  description = "Region to build in; nodes start from images of their own region only"
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be one like eu-central-1."
  }
}

variable "subnet_id" {
  description = "Subnet of the builder, with a way to the internet or to the endpoints of Systems Manager and S3; null for one of the default VPC"
  type        = string
  default     = null

  validation {
    condition     = var.subnet_id == null || can(regex("^subnet-[0-9a-f]{8,17}$", var.subnet_id))
    error_message = "The subnet_id must be one like subnet-0123456789abcdef0."
  }
}

variable "associate_public_ip_address" {
  description = "Whether the builder has a public address, for a subnet without NAT; null for what the subnet does. No port is open in any case"
  type        = bool
  default     = null
}

variable "instance_profile" {
  description = "Instance profile of the builder, with the rights of Session Manager (README.md) and none of ECS; null for one that lives as long as the build"
  type        = string
  default     = null

  validation {
    condition     = var.instance_profile == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", var.instance_profile))
    error_message = "The instance_profile must be the name of an instance profile, not an ARN."
  }
}

variable "x86_64_instance_type" {
  description = "Type of the builder for x86_64, on Nitro"
  type        = string
  default     = "t3.small"

  validation {
    condition     = can(regex("^[a-z0-9-]+\\.[a-z0-9]+$", var.x86_64_instance_type))
    error_message = "The x86_64_instance_type must be one like t3.small."
  }
}

variable "arm64_instance_type" {
  description = "Type of the builder for arm64"
  type        = string
  default     = "t4g.small"

  validation {
    condition     = can(regex("^([a-z]+[0-9]+g[a-z]*|a1)\\.[a-z0-9]+$", var.arm64_instance_type))
    error_message = "The arm64_instance_type must be one of Graviton, like t4g.small."
  }
}

# What comes out.

variable "volume_gib" {
  description = "Size of the root volume, in GiB. Images of containers are on it, too; Amazon's own image has 30"
  type        = number
  default     = 30

  validation {
    condition     = var.volume_gib >= 30 && var.volume_gib <= 16384 && floor(var.volume_gib) == var.volume_gib
    error_message = "The volume_gib must be a whole number of 30 to 16384."
  }
}

variable "kms_key_id" {
  description = "ARN or alias of the key that encrypts the image; null for the account's own key for EBS"
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_id == null || can(regex("^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+|alias/.+|[0-9a-f-]{36})$", var.kms_key_id))
    error_message = "The kms_key_id must be an ARN, an alias like alias/nodes, or the id of a key."
  }
}

variable "name_prefix" {
  description = "Start of the image's name"
  type        = string
  default     = "fairlead-node"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]{2,79}$", var.name_prefix))
    error_message = "The name_prefix must have 3 to 80 letters, digits and . _ / -, the first of them a letter or a digit."
  }
}

variable "deprecate_after_days" {
  description = "Days after which EC2 calls the image deprecated; nodes still start from it. 0 for never"
  type        = number
  default     = 0

  validation {
    condition     = var.deprecate_after_days >= 0 && var.deprecate_after_days <= 3650 && floor(var.deprecate_after_days) == var.deprecate_after_days
    error_message = "The deprecate_after_days must be a whole number of 0 to 3650."
  }
}
