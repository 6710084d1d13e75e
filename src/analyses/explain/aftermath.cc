#include "analyses/explain/aftermath.h"

#include "analyses/explain/pool_words.h"

namespace rampart {

void follow_lost_region(CauseDraft& cause, const Story& story) {
  for (const LogFact what : {LogFact::RegionNotAssigned, LogFact::RegionTrouble, LogFact::ProbeFailed}) {
    cause.follows_of(story.clues(what));
  }
}

void follow_refused_requests(CauseDraft& cause, const Story& story) {
  for (const LogFact what :
       {LogFact::CmaAllocFailed, LogFact::CmaFreeRuns, LogFact::PagesBusy, LogFact::DriverAllocFailed,
        LogFact::DriverMemoryUse, LogFact::AtomicPoolFailed, LogFact::HeapMissing}) {
    cause.follows_of(story.clues(what));
  }
  // A refused request rests on the line of its pool too.
  if (!story.has(LogFact::CmaAllocFailed)) return;
  if (const StoryPool* const pool = story.default_pool()) cause.follows(pool->clue);
}

void follow_lost_pools(CauseDraft& cause, const Story& story) {
  for (const LogFact what : {LogFact::CmaFailed, LogFact::CmaNotSetUp, LogFact::NodeFailed}) {
    cause.follows_of(story.clues(what));
  }
  tell_driver_error(cause, story);
  follow_lost_region(cause, story);
  follow_refused_requests(cause, story);
}

}  // namespace rampart
