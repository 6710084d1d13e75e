#include "knowledge/firmware_region.h"

#include <algorithm>
#include <string>

#include "base/glob.h"

namespace rampart {
namespace {

/// A name of a region without what authors put around it; a `*` at the end stands for any rest.
struct FirmwareName {
  std::string_view name;
  FirmwareRegion region;
};

constexpr FirmwareRegion resident(std::string_view owner) { return {FirmwareHold::Resident, owner}; }
constexpr FirmwareRegion image(std::string_view owner) { return {FirmwareHold::Image, owner}; }

/// Mean the same on every chip.
constexpr FirmwareName names_everywhere[] = {
    {"optee*", resident("OP-TEE")},
    {"op-tee*", resident("OP-TEE")},
    {"tee", resident("a trusted execution environment")},
    {"teeos*", resident("a trusted execution environment")},
    {"trustzone*", resident("TrustZone")},
    {"tz", resident("TrustZone")},
    {"atf*", resident("Trusted Firmware-A")},
    {"tf-a*", resident("Trusted Firmware-A")},
    {"tfa*", resident("Trusted Firmware-A")},
    {"bl31*", resident("Trusted Firmware-A")},
    {"bl32*", resident("a trusted execution environment")},
    {"secmon*", resident("the secure monitor")},
    {"secure-monitor*", resident("the secure monitor")},
    {"psci*", resident("the secure monitor")},
    {"opensbi*", resident("OpenSBI")},
    {"mmode-resv*", resident("OpenSBI")},
    {"sbi*", resident("OpenSBI")},
};

/// Of Qualcomm's memory plans (arch/arm64/boot/dts/qcom of Linux); `memory@...` has only its label.
constexpr FirmwareName names_of_qualcomm[] = {
    {"hyp*", resident("the hypervisor")},
    {"gunyah*", resident("the hypervisor")},
    {"xbl*", resident("the boot loader XBL")},
    {"uefi*", resident("the boot loader UEFI")},
    {"aop*", resident("the always-on processor")},
    {"rpm*", resident("the power processor")},
    {"cmd-db", resident("the command database")},
    {"smem*", resident("the memory shared by all processors")},
    {"tz*", resident("TrustZone")},
    {"qtee*", resident("TrustZone")},
    {"qsee*", resident("TrustZone")},
    {"trusted-apps*", resident("TrustZone")},
    {"tags", resident("TrustZone")},
    {"tima*", resident("TrustZone")},
    {"stat", resident("TrustZone")},
    {"sec-apps*", resident("TrustZone")},
    {"secdata*", resident("TrustZone")},
    {"removed*", resident("TrustZone")},
    {"cpucp*", resident("the CPU's control processor")},
    {"cpusys-vm*", resident("a protected virtual machine")},
    {"oem-vm*", resident("a protected virtual machine")},
    {"cdsp-sec*", resident("the secure heap of the compute DSP")},
    {"wlan-ce*", image("the WLAN's copy engine")},
    {"adsp-rpc*", {}},
    {"adsp-heap*", {}},
    {"adsp*", image("the audio DSP's firmware")},
    {"lpass*", image("the audio DSP's firmware")},
    {"cdsp*", image("the compute DSP's firmware")},
    {"slpi*", image("the sensor processor's firmware")},
    {"ssc*", image("the sensor processor's firmware")},
    {"modem*", image("the modem's firmware")},
    {"mpss*", image("the modem's firmware")},
    {"mba*", image("the modem's firmware")},
    {"q6*", image("the DSP's firmware")},
    {"wcnss*", image("the WLAN's firmware")},
    {"wpss*", image("the WLAN's firmware")},
    {"wlan*", image("the WLAN's firmware")},
    {"venus*", image("the video codec's firmware")},
    {"video*", image("the video codec's firmware")},
    {"camera*", image("the camera's firmware")},
    {"cvp*", image("the vision processor's firmware")},
    {"npu*", image("the NPU's firmware")},
    {"ipa*", image("the IP accelerator's firmware")},
    {"gpu*", image("the GPU's microcode")},
    {"zap*", image("the GPU's microcode")},
    {"spss*", image("the secure processor's firmware")},
    {"rmtfs*", image("the modem's file store")},
};

struct FirmwareCompatible {
  std::string_view compatible;
  FirmwareRegion region;
};
constexpr FirmwareCompatible known_compatibles[] = {
    {"qcom,cmd-db", resident("the command database")},
    {"qcom,smem", resident("the memory shared by all processors")},
    {"qcom,rmtfs-mem", image("the modem's file store")},
};

/// `tz_mem` and `tz-region` as `tz`: what authors put around a name says nothing.
std::string firmware_stem(std::string_view name) {
  std::string stem;
  for (const char letter : name.substr(0, name.find('@'))) {
    const bool is_upper = letter >= 'A' && letter <= 'Z';
    stem += letter == '_' ? '-' : is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  for (const std::string_view ending : {"-mem", "-region", "-reserved", "-memory"}) {
    if (stem.ends_with(ending)) stem.erase(stem.size() - ending.size());
  }
  return stem;
}

const FirmwareName* find_name(std::span<const FirmwareName> names, const std::string& stem) {
  if (stem.empty()) return nullptr;
  const auto found =
      std::ranges::find_if(names, [&](const FirmwareName& each) { return glob_matches(each.name, stem); });
  return found == names.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(FirmwareHold hold) {
  switch (hold) {
    case FirmwareHold::None:
      return "none";
    case FirmwareHold::Image:
      return "image";
    case FirmwareHold::Resident:
      return "resident";
  }
  return "";
}

FirmwareRegion firmware_region(std::string_view node, std::string_view label, std::span<const std::string> compatible,
                               std::span<const std::string> root_compatible) {
  for (const FirmwareCompatible& known : known_compatibles) {
    if (std::ranges::find(compatible, known.compatible) != compatible.end()) return known.region;
  }
  // A pool of buffers is Linux's, whatever processor it is for.
  if (std::ranges::find(compatible, "shared-dma-pool") != compatible.end()) return {};
  const bool is_qualcomm =
      std::ranges::any_of(root_compatible, [](const std::string& each) { return each.starts_with("qcom,"); });
  for (const std::string& stem : {firmware_stem(node), firmware_stem(label)}) {
    if (is_qualcomm) {
      if (const FirmwareName* const known = find_name(names_of_qualcomm, stem)) return known->region;
    }
    if (const FirmwareName* const known = find_name(names_everywhere, stem)) return known->region;
  }
  return {};
}

}  // namespace rampart
