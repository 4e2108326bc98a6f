#include "session/library.h"

#include <dlfcn.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "session/config_file.h"

namespace ascend_rx::session {
namespace {

// Never destroyed: threads of a library may still run while static objects are destroyed.
struct Registry {
  Mutex mutex;
  std::vector<std::pair<void*, Library*>> libraries GUARDED_BY(mutex);  // by the address of aclInit
};

Registry& registry() {
  static Registry* const instance = new Registry;
  return *instance;
}

std::string loader_message() {
  const char* message = dlerror();
  return message ? message : "unknown error of the dynamic loader";
}

void* find_symbol(const std::vector<void*>& handles, const char* name) {
  for (void* handle : handles) {
    if (void* symbol = dlsym(handle, name)) return symbol;
  }
  return nullptr;
}

// Binds every function; returns the names of required ones that no file has.
std::string bind_all(Functions& functions, const std::vector<void*>& handles) {
  std::string missing;
  const auto require = [&](auto& function) {
    void* const symbol = find_symbol(handles, function.name());
    function.bind(symbol);
    if (!symbol) missing += (missing.empty() ? "" : ", ") + std::string(function.name());
  };
#define X(name) require(functions.name);
  ASCEND_RX_REQUIRED_FUNCTIONS(X)
#undef X
#define X(name) functions.name.bind(find_symbol(handles, #name));
  ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
  return missing;
}

}  // namespace

std::variant<Library*, std::string> Library::open(const Candidate& candidate) {
  std::vector<void*> handles;
  std::string causes;
  for (const std::string& file : candidate.files) {
    if (void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
      handles.push_back(handle);
    } else {
      causes += (causes.empty() ? "" : "; ") + loader_message();
    }
  }
  if (handles.empty()) return causes;

  Functions functions;
  const std::string missing = bind_all(functions, handles);
  if (!missing.empty()) {
    return "it lacks " + missing + (causes.empty() ? "" : " (" + causes + ")");
  }

  // The system's library and the embedded one have the same file name, so the loader may return one that is
  // open already. The address of a function shows which one it is.
  void* const identity = find_symbol(handles, "aclInit");
  Registry& known = registry();
  const MutexLock lock(known.mutex);
  if (candidate.instrument) {
    candidate.instrument(functions);
  } else {
    for (const auto& [address, library] : known.libraries) {
      if (address != identity) continue;
      const bool by_name = candidate.files.front().find('/') == std::string::npos;
      if (library->embedded && by_name) {
        return "the embedded runtime is loaded in this process under the same name; give the library's path, "
               "or open it before";
      }
      return library;
    }
  }
  std::unique_ptr<Library> library(new Library(functions, candidate.embedded));
  known.libraries.emplace_back(identity, library.get());
  return library.release();
}

Outcome Library::initialise(const Candidate& candidate) {
  const MutexLock lock(init_mutex_);
  if (config_ && !candidate.config.empty() && candidate.config != *config_) {
    return Failure{
        acl.aclInit.name(), ACL_ERROR_INVALID_PARAM,
        "this process has begun with other settings of the embedded runtime, and keeps them to its end; "
        "give these to the first device that it opens"};
  }
  if (users_ == 0) {
    const std::string& first = candidate.config.empty() ? candidate.default_config : candidate.config;
    const std::string& settings = config_ ? *config_ : first;
    const ConfigFile file(settings);
    if (!file.problem().empty()) return Failure{acl.aclInit.name(), ACL_ERROR_WRITE_FILE, file.problem()};
    // Copied before anything is initialised: a copy may find no memory.
    std::optional<std::string> kept = settings;
    const Status status = acl.aclInit(file.path());
    if (!status.ok() && status.code() != ACL_ERROR_REPEAT_INITIALIZE) return describe(status);
    must_finalise_ = status.ok();
    if (must_finalise_ && !config_) {
      config_.swap(kept);
      credit_ = candidate.credit;
    }
    if (acl.aclrtSetExceptionInfoCallback) {
      record_release(acl.aclrtSetExceptionInfoCallback(&Library::on_exception));
    }
  }
  ++users_;
  return {};
}

void Library::finalise() {
  const MutexLock lock(init_mutex_);
  if (--users_ > 0) return;
  if (acl.aclrtSetExceptionInfoCallback) record_release(acl.aclrtSetExceptionInfoCallback(nullptr));
  if (must_finalise_) record_release(acl.aclFinalize());
  must_finalise_ = false;
}

Failure Library::describe(Status status) const noexcept {
  Failure failure{status.api(), status.code(), {}};
  if (acl.aclGetRecentErrMsg) {
    try {
      if (const char* message = acl.aclGetRecentErrMsg()) failure.detail = message;
    } catch (const std::bad_alloc&) {
      failure.detail.clear();
    }
  }
  return failure;
}

void Library::record_release(Status status) const noexcept {
  if (status.ok()) return;
  Failure failure = describe(status);
  const MutexLock lock(release_mutex_);
  ++release_failures_.count;
  release_failures_.last = std::move(failure);
}

Library::ReleaseFailures Library::release_failures() const {
  const MutexLock lock(release_mutex_);
  return release_failures_;
}

void Library::add_exception_listener(const void* key, ExceptionListener listener) {
  const MutexLock lock(listeners_mutex_);
  listeners_.emplace_back(key, std::move(listener));
}

void Library::remove_exception_listener(const void* key) {
  const MutexLock lock(listeners_mutex_);
  listeners_.erase(std::remove_if(listeners_.begin(), listeners_.end(),
                                  [key](const auto& entry) { return entry.first == key; }),
                   listeners_.end());
}

// The ABI's callback has no user data, so the listeners of every library are called. A needless check is
// harmless.
void Library::on_exception(aclrtExceptionInfo*) {
  Registry& known = registry();
  // One at a time, because a copy of the list would need memory, and the runtime's thread must not throw.
  const auto library_at = [&known](size_t index) -> Library* {
    const MutexLock lock(known.mutex);
    return index < known.libraries.size() ? known.libraries[index].second : nullptr;
  };
  for (size_t i = 0; Library* const library = library_at(i); ++i) library->call_exception_listeners();
}

void Library::call_exception_listeners() {
  const MutexLock lock(listeners_mutex_);
  for (const auto& entry : listeners_) entry.second();
}

}  // namespace ascend_rx::session
