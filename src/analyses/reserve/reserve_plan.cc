#include "analyses/reserve/reserve_plan.h"

#include <utility>

#include "analyses/check/check_input.h"
#include "analyses/reserve/reserve_draft.h"

namespace rampart {

std::string_view to_string(ReserveRequest::Action action) {
  switch (action) {
    case ReserveRequest::Action::Add:
      return "add";
    case ReserveRequest::Action::Resize:
      return "resize";
    case ReserveRequest::Action::Move:
      return "move";
    case ReserveRequest::Action::Remove:
      return "remove";
  }
  return "";
}

Result<ReservePlan> reserve_plan(const BootSetup& setup, const ReserveRequest& request, const ReserveFacts& facts) {
  const CheckExtras extras{};
  const CheckInput input = check_input(setup, extras);
  ReserveDraft draft{input, request, facts};
  if (setup.tree.reserved && input.has_foreign_cells) {
    return draft.refuse(Errc::Unsupported,
                        "the cells of /reserved-memory are not the root's: no kernel reads it "
                        "(expected the same counts)");
  }
  Result<void> done;
  switch (request.action) {
    case ReserveRequest::Action::Add:
      done = plan_add(draft);
      break;
    case ReserveRequest::Action::Resize:
      done = plan_resize(draft);
      break;
    case ReserveRequest::Action::Move:
      done = plan_move(draft);
      break;
    case ReserveRequest::Action::Remove:
      done = plan_remove(draft);
      break;
  }
  if (!done) return std::unexpected(std::move(done.error()));
  return std::move(draft.plan());
}

}  // namespace rampart
