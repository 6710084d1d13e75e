#pragma once

#include <string>

#include <rampart/model/region.h>

namespace rampart {

/// Every kind, in the order of legends.
inline constexpr Kind all_kinds[] = {Kind::Ram,      Kind::Kernel, Kind::Initrd,  Kind::Fdt,   Kind::NoMap,
                                     Kind::Reserved, Kind::Cma,    Kind::DmaPool, Kind::Crash, Kind::Device,
                                     Kind::Cmm,      Kind::Ion,    Kind::Heap,    Kind::Hole};

/// The `<pattern>` elements of all kinds: a colour and a drawing each, so that neither alone has to be told apart.
std::string kind_patterns();

/// The attribute `fill` that paints with the kind's pattern.
std::string kind_fill(Kind kind);

/// CSS rules for the classes of `kind_patterns`, and of paper, ink and lines; light, and dark where that is preferred.
std::string picture_css();

}  // namespace rampart
