#include "render/plan_json.h"

#include "analyses/plan/proposal.h"
#include "render/json_parts.h"
#include "render/plan_dts.h"

namespace rampart {
namespace {

Json address_or_null(const std::optional<PhysAddr>& address) {
  return address ? rampart::to_json(*address) : Json(nullptr);
}

Json demands_json(const Plan& plan) {
  Json all = Json::array();
  for (const Demand& demand : plan.workload.demands) {
    all.push_back({{"name", demand.name},
                   {"kind", to_string(demand.kind)},
                   {"devices", demand.devices},
                   {"count", demand.count},
                   {"size", demand.size.value},
                   {"rule", demand.rule}});
  }
  return all;
}

Json buffers_json(const Plan& plan, const PlannedPool& pool) {
  Json all = Json::array();
  for (const PlacedBuffer& buffer : pool.buffers) {
    all.push_back({{"name", plan.workload.demands[buffer.demand].name},
                   {"number", buffer.number},
                   {"offset", buffer.offset.value},
                   {"size", buffer.size.value}});
  }
  return all;
}

Json online_json(const std::optional<OnlineBound>& online) {
  if (!online) return nullptr;
  return {{"reached", online->reached.value}, {"enough", online->enough.value}, {"exact", online->is_exact()}};
}

Json switching_json(const Plan& plan, const std::optional<SwitchBound>& switching) {
  if (!switching) return nullptr;
  Json worst = Json::array();
  for (const std::size_t scenario : switching->worst) {
    worst.push_back(scenario < plan.scenarios.size() ? Json(plan.scenarios[scenario].name) : Json(nullptr));
  }
  return {{"reached", switching->reached.value}, {"exact", switching->is_exact}, {"worst", std::move(worst)}};
}

Json pool_json(const Plan& plan, const PlannedPool& pool) {
  Json json = Json::object();
  json["name"] = pool.name;
  json["kind"] = to_string(pool.kind);
  json["default"] = pool.is_default;
  json["fixed_offsets"] = pool.fixed_offsets;
  json["devices"] = pool.devices;
  json["below"] = address_or_null(pool.below);
  json["alignment"] = pool.alignment.value;
  json["wanted"] = pool.wanted.value;
  json["lower_bound"] = pool.lower_bound.value;
  json["height"] = pool.height.value;
  json["proven"] = pool.is_proven;
  json["first_fit"] = pool.first_fit.value;
  json["switching"] = switching_json(plan, pool.switching);
  json["online"] = online_json(pool.online);
  json["any_order"] = pool.is_any_order;
  json["size"] = pool.size.value;
  json["margins"] = Json::array();
  for (const PlanMargin& margin : pool.margins) {
    json["margins"].push_back({{"size", margin.size.value}, {"why", margin.why}});
  }
  json["place"] = or_null(pool.place);
  json["buffers"] = buffers_json(plan, pool);
  return json;
}

Json scenarios_json(const Plan& plan) {
  Json all = Json::array();
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s) {
    Json names = Json::array();
    for (const std::size_t demand : plan.scenarios[s].demands) names.push_back(plan.workload.demands[demand].name);
    Json pools = Json::object();
    for (std::size_t i = 0; i < plan.pools.size(); ++i) pools[plan.pools[i].name] = plan.uses[s].pools[i].value;
    all.push_back({{"name", plan.scenarios[s].name},
                   {"demands", std::move(names)},
                   {"live", std::move(pools)},
                   {"linux_free", plan.uses[s].linux_free.value}});
  }
  return all;
}

Json linux_json(const LinuxShare& share) {
  return {{"ram", share.ram.value},         {"reserved", share.kept.value},
          {"planned", share.planned.value}, {"page_structures", share.page_structures.value},
          {"left", share.left.value},       {"needs", share.needs.value},
          {"cma", share.lent.value}};
}

Json configuration_json(const Plan& plan) {
  const PlanConfiguration& configuration = plan.configuration;
  Json json = Json::object();
  json["dts"] = plan_dts(plan);
  json["cmdline"] = configuration.command_line ? Json(*configuration.command_line) : Json(nullptr);
  json["settings"] = Json::array();
  for (const PlanSetting& setting : configuration.settings) {
    json["settings"].push_back(
        {{"file", setting.file}, {"key", setting.key}, {"value", setting.value}, {"text", setting.text}});
  }
  json["regions"] = configuration.regions;
  return json;
}

}  // namespace

std::string plan_json(const Plan& plan) {
  Json json = Json::object();
  json["schema"] = "rampart.plan/1";
  json["name"] = plan.workload.name;
  json["device"] = plan.device_name;
  json["fits"] = plan.fits();
  json["conflict"] = nullptr;
  if (plan.conflict) {
    json["conflict"] = {{"demands", plan.conflict->names},
                        {"why", plan.conflict->why},
                        {"smallest", plan.conflict->is_smallest},
                        {"proven", plan.conflict->is_proven}};
  }
  json["demands"] = demands_json(plan);
  json["scenarios"] = scenarios_json(plan);
  json["pools"] = Json::array();
  for (const PlannedPool& pool : plan.pools) json["pools"].push_back(pool_json(plan, pool));
  json["linux"] = linux_json(plan.linux_share);
  json["configuration"] = plan.fits() ? configuration_json(plan) : Json(nullptr);
  json["kernel"] = plan.prediction ? Json(to_string(plan.prediction->kernel)) : Json(nullptr);
  json["findings"] = rampart::to_json(plan.findings);
  json["notes"] = plan.notes;
  return to_text(json);
}

}  // namespace rampart
