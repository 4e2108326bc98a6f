#include "objects.h"

#include <iterator>
#include <mutex>
#include <new>
#include <unordered_map>

#include "call.h"
#include "failure.h"
#include "strict.h"
#include "thread_state.h"

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
};

std::string name_of(ObjectKind kind) { return names[static_cast<size_t>(kind)].with_article; }

// Either is good where a context is wanted.
bool is_context(ObjectKind given, ObjectKind wanted) {
  return given == ObjectKind::primary_context && wanted == ObjectKind::context;
}

struct Object {
  ObjectKind kind;
  std::string ended_by;  // the function; empty while it is alive
};

// How many dead ones are remembered before all are forgotten: enough to name a mistake, bounded.
constexpr size_t remembered = 65536;

struct Book {
  std::mutex mutex;
  std::unordered_map<const void*, Object> objects;
  size_t dead = 0;

  void forget_dead() {
    for (auto it = objects.begin(); it != objects.end();) {
      it = it->second.ended_by.empty() ? std::next(it) : objects.erase(it);
    }
    dead = 0;
  }
};

Book& book() {
  static Book* const the_one = new Book;
  return *the_one;
}

}  // namespace

void Objects::born(const void* object, ObjectKind kind) {
  Book& all = book();
  const std::lock_guard lock(all.mutex);
  Object& entry = all.objects[object];
  if (!entry.ended_by.empty()) --all.dead;
  entry = {kind, {}};
}

void Objects::died(const void* object) noexcept {
  Book& all = book();
  const std::lock_guard lock(all.mutex);
  const auto found = all.objects.find(object);
  if (found == all.objects.end()) return;
  if (!strict() || !current_call) {
    all.objects.erase(found);
    return;
  }
  try {
    found->second.ended_by = function_name(current_call);
    if (++all.dead > remembered) all.forget_dead();
  } catch (const std::bad_alloc&) {
    all.objects.erase(found);
  }
}

void Objects::check(const void* object, ObjectKind kind) {
  Book& all = book();
  const std::lock_guard lock(all.mutex);
  const auto found = all.objects.find(object);
  const std::string what = name_of(kind);
  const auto refuse = [&](const std::string& text) {
    throw Failure(ACL_ERROR_RT_INVALID_HANDLE, "strict: " + address_text(object) + " " + text);
  };
  if (found == all.objects.end()) {
    refuse("was given for " + what + " but is nothing that this library has given out");
  } else if (found->second.kind != kind && !is_context(found->second.kind, kind)) {
    refuse("was given for " + what + " but is " + name_of(found->second.kind));
  } else if (!found->second.ended_by.empty()) {
    refuse("is " + what + " that " + found->second.ended_by + " has ended; it must not be used after that");
  }
}

std::vector<Objects::Count> Objects::alive() {
  Book& all = book();
  const std::lock_guard lock(all.mutex);
  std::vector<Count> counts;
  counts.reserve(std::size(names));
  for (size_t i = 0; i < std::size(names); ++i)
    counts.push_back({static_cast<ObjectKind>(i), names[i].name, 0});
  for (const auto& [address, object] : all.objects) {
    if (object.ended_by.empty()) ++counts[static_cast<size_t>(object.kind)].alive;
  }
  return counts;
}

}  // namespace ascend_rx::runtime
