#pragma once

#include "analyses/explain/cause_rule.h"

namespace rampart {

/// Where a region was not made: the lines of drivers that did not get it.
void follow_lost_region(CauseDraft& cause, const Story& story);

/// Where a pool was not made: the requests that then failed, on the default pool in its stead or without any.
void follow_refused_requests(CauseDraft& cause, const Story& story);

/// Both, with the kernel's own lines of pools that it gave up and the error of the driver.
void follow_lost_pools(CauseDraft& cause, const Story& story);

}  // namespace rampart
