#pragma once

#include "sources/log_form.h"

namespace rampart {

/// What boot loaders say.
inline constexpr LogForm boot_loader_forms[] = {
    {LogFact::LoaderStarted, "U-Boot {name} (", at_start},
    {LogFact::LoaderRam, "DRAM: {other}", at_start},
    {LogFact::LoaderMoved, "Loading Ramdisk to {first}, end {end}", in_place, "ramdisk"},
    {LogFact::LoaderMoved, "Loading Device Tree to {first}, end {last}", in_place, "fdt"},
    {LogFact::LoaderMoved, "Using Device Tree in place at {first}, end {last}", in_place, "fdt"},
    {LogFact::LoaderMoved, "Moving Image from {other_first} to {first}, end={end}", in_place, "kernel"},
    {LogFact::LoaderImage, "Booting kernel from Legacy Image at {first}", in_place, "kernel"},
    {LogFact::LoaderImage, "Loading kernel from FIT Image at {first}", in_place, "kernel"},
    {LogFact::LoaderImage, "Loading init Ramdisk from Legacy Image at {first}", in_place, "ramdisk"},
    {LogFact::LoaderImage, "Flattened Device Tree blob at {first}", in_place, "fdt"},
    {LogFact::LoaderImage, "Booting using the fdt blob at {first}", in_place, "fdt"},
    {LogFact::LoaderImage, "Load Address: {first}", at_start, "load address"},
    {LogFact::LoaderImage, "Loading Kernel Image to {first}", in_place, "load address"},
    {LogFact::LoaderImage, "Load address: {first}", at_start, "file"},  // of TFTP
    {LogFact::LoaderFile, "Retrieving file: {name}"},
    {LogFact::LoaderFile, "Filename '{name}'."},
    {LogFact::LoaderFile, "load mmc {skip} {first} {name}", at_start},
    {LogFact::LoaderFile, "fatload mmc {skip} {first} {name}", at_start},
    {LogFact::LoaderFile, "ext4load mmc {skip} {first} {name}", at_start},
    {LogFact::LoaderFile, "tftp {first} {name}", at_start},
    {LogFact::LoaderFile, "tftpboot {first} {name}", at_start},
    {LogFact::LoaderDone, "Starting kernel ..."},
    {LogFact::LoaderMemory, "sp start = {first}", at_start},
    {LogFact::LoaderMemory, "relocaddr = {first}", at_start},
    {LogFact::ImageSize, "Data Size: {bytes} Bytes", at_start},
    {LogFact::ImageSize, "Bytes transferred = {bytes} (", in_place, "file"},
    {LogFact::ImageSize, "bytes read in", in_place, "file", "{bytes}"},
    {LogFact::ImageBroken, "Bad Data CRC"},
    {LogFact::ImageBroken, "Bad Header Checksum"},
    {LogFact::ImageBroken, "Bad Linux ARM64 Image magic"},
    {LogFact::ImageBroken, "Bad Linux RISCV Image magic"},
    {LogFact::ImageBroken, "FDT_ERR_BADMAGIC"},
    {LogFact::ImageBroken, "image overwritten - must RESET"},
    {LogFact::ImageBroken, "image is not a fdt", in_place, "fdt"},
    {LogFact::ImageBroken, "RD image overlaps OS image (OS={other_first}..{other_end})", in_place, "ramdisk"},
    {LogFact::ImageBroken, "RD image overlaps OS image", in_place, "ramdisk"},
    {LogFact::ImageBroken, "FDT image overlaps OS image (OS={other_first}..{other_end})", in_place, "fdt"},
    {LogFact::ImageBroken, "FDT image overlaps OS image", in_place, "fdt"},
    {LogFact::LoaderNotReserved, "reserving fdt memory region failed (addr={first} size={hex}"},
    {LogFact::LoaderWouldOverwrite, "Reading file would overwrite reserved memory"},
    {LogFact::LoaderWouldOverwrite, "trying to overwrite reserved memory"},  // of TFTP
    {LogFact::LoaderNoRoom, "Failed to allocate {hex} bytes below {limit}"},
    {LogFact::LoaderNoRoom, "ramdisk - allocation error", in_place, "ramdisk"},
    {LogFact::LoaderNoRoom, "device tree - allocation error", in_place, "fdt"},
    {LogFact::LoaderVariable, "fdt_high={other}", at_start, "fdt_high"},
    {LogFact::LoaderVariable, "initrd_high={other}", at_start, "initrd_high"},
    {LogFact::LoaderVariable, "fdt_addr_r={other}", at_start, "fdt_addr_r"},
    {LogFact::LoaderVariable, "ramdisk_addr_r={other}", at_start, "ramdisk_addr_r"},
    {LogFact::LoaderVariable, "kernel_addr_r={other}", at_start, "kernel_addr_r"},
    {LogFact::LoaderVariable, "loadaddr={other}", at_start, "loadaddr"},
    {LogFact::LoaderVariable, "fdt_addr={other}", at_start, "fdt_addr"},
    {LogFact::LoaderVariable, "fdtaddr={other}", at_start, "fdtaddr"},
    {LogFact::LoaderVariable, "ramdisk_addr={other}", at_start, "ramdisk_addr"},
    {LogFact::LoaderVariable, "initrd_addr={other}", at_start, "initrd_addr"},
    {LogFact::LoaderVariable, "rdaddr={other}", at_start, "rdaddr"},
    {LogFact::LoaderVariable, "osmem={other}", at_start, "osmem"},
    {LogFact::LoaderVariable, "bootargs={other}", at_start, "bootargs"},
};

}  // namespace rampart
