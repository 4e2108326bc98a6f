#include "runtime/checks/object_registry.h"

#include <iterator>
#include <new>
#include <unordered_map>

#include "base/mutex.h"
#include "runtime/base/call.h"
#include "runtime/base/failure.h"
#include "runtime/checks/strict.h"

namespace ascend_rx::runtime {
namespace {

struct Name {
  const char* name;
  const char* with_article;
};

constexpr Name names[] = {
    {"primary context", "a primary context"},
    {"context", "a context"},
    {"stream", "a stream"},
    {"event", "an event"},
    {"model description", "a model description"},
    {"dataset", "a dataset"},
    {"data buffer", "a data buffer"},
    {"tensor description", "a tensor description"},
    {"model configuration", "a model configuration"},
    {"profiling configuration", "a profiling configuration"},
};

std::string name_of(ObjectKind kind) { return names[static_cast<size_t>(kind)].with_article; }

// A primary context is accepted where a context is expected.
bool is_context(ObjectKind given, ObjectKind wanted) {
  return given == ObjectKind::primary_context && wanted == ObjectKind::context;
}

struct Object {
  ObjectKind kind;
  std::string destroyed_by;  // the function; empty while the object exists
};

// So many destroyed objects are remembered, so that their later use is named; then all are forgotten.
constexpr size_t most_destroyed = 65536;

struct Registry {
  Mutex mutex;
  std::unordered_map<const void*, Object> objects GUARDED_BY(mutex);
  size_t destroyed GUARDED_BY(mutex) = 0;

  void forget_destroyed() REQUIRES(mutex) {
    for (auto it = objects.begin(); it != objects.end();) {
      it = it->second.destroyed_by.empty() ? std::next(it) : objects.erase(it);
    }
    destroyed = 0;
  }
};

Registry& registry() {
  static Registry* const the_one = new Registry;
  return *the_one;
}

}  // namespace

void ObjectRegistry::add(const void* object, ObjectKind kind) {
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  Object& entry = all.objects[object];
  if (!entry.destroyed_by.empty()) --all.destroyed;
  entry = {kind, {}};
}

void ObjectRegistry::remove(const void* object) noexcept {
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  const auto found = all.objects.find(object);
  if (found == all.objects.end()) return;
  if (!strict() || !current_call) {
    all.objects.erase(found);
    return;
  }
  try {
    found->second.destroyed_by = function_name(current_call);
    if (++all.destroyed > most_destroyed) all.forget_destroyed();
  } catch (const std::bad_alloc&) {
    all.objects.erase(found);
  }
}

void ObjectRegistry::check(const void* object, ObjectKind kind) {
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  const auto found = all.objects.find(object);
  // No text is made for an object that is right: many of these calls have no status that could tell of an
  // allocation that failed.
  const auto refuse = [&](const std::string& text) {
    throw Failure(ACL_ERROR_RT_INVALID_HANDLE, "strict: " + address_text(object) + " " + text);
  };
  if (found == all.objects.end()) {
    refuse("was given for " + name_of(kind) + " but is nothing that this library has given out");
  } else if (found->second.kind != kind && !is_context(found->second.kind, kind)) {
    refuse("was given for " + name_of(kind) + " but is " + name_of(found->second.kind));
  } else if (!found->second.destroyed_by.empty()) {
    refuse("is " + name_of(kind) + " that " + found->second.destroyed_by +
           " has ended; it must not be used after that");
  }
}

std::vector<ObjectRegistry::Count> ObjectRegistry::existing() {
  Registry& all = registry();
  const MutexLock lock(all.mutex);
  std::vector<Count> counts;
  counts.reserve(std::size(names));
  for (size_t i = 0; i < std::size(names); ++i)
    counts.push_back({static_cast<ObjectKind>(i), names[i].name, 0});
  for (const auto& [address, object] : all.objects) {
    if (object.destroyed_by.empty()) ++counts[static_cast<size_t>(object.kind)].existing;
  }
  return counts;
}

}  // namespace ascend_rx::runtime
