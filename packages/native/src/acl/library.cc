#include "library.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace ascend_rx::acl {
namespace {

// Never destroyed: threads of a library may still run when static objects are.
struct Registry {
  std::mutex mutex;
  std::vector<std::pair<void*, Library*>> libraries;  // by the address of aclInit
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

// A file that exists only while aclInit reads it; none for no contents.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& contents) {
    if (contents.empty()) return;
    file_ = memfd_create("acl.json", MFD_CLOEXEC);
    // A file that could not be written is one that aclInit refuses.
    static_cast<void>(write(file_, contents.data(), contents.size()));
    path_ = "/proc/self/fd/" + std::to_string(file_);
  }
  ~ConfigFile() {
    if (file_ >= 0) close(file_);
  }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  const char* path() const { return path_.empty() ? nullptr : path_.c_str(); }

 private:
  int file_ = -1;
  std::string path_;
};

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

  // The system's library and the embedded one have the same name, so the loader may answer with one that
  // is open already: what counts is whose code was found.
  void* const identity = find_symbol(handles, "aclInit");
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  if (candidate.instrument) {
    candidate.instrument(functions);
  } else {
    for (const auto& [address, library] : known.libraries) {
      if (address != identity) continue;
      const bool by_name = candidate.files.front().find('/') == std::string::npos;
      if (library->embedded && by_name) {
        return "the embedded runtime is loaded in this process under the same name; give the library's path, "
               "or "
               "open it before";
      }
      return library;
    }
  }
  auto* const library = new Library(functions, candidate.embedded);
  known.libraries.emplace_back(identity, library);
  return library;
}

Outcome Library::initialise(const Candidate& candidate) {
  const std::lock_guard lock(init_mutex_);
  if (config_ && !candidate.config.empty() && candidate.config != *config_) {
    return Failure{
        acl.aclInit.name(), ACL_ERROR_INVALID_PARAM,
        "this process has begun with other settings of the embedded runtime, and keeps them to its end"};
  }
  if (users_ == 0) {
    const std::string& first = candidate.config.empty() ? candidate.default_config : candidate.config;
    const std::string& settings = config_ ? *config_ : first;
    const ConfigFile file(settings);
    const Status status = acl.aclInit(file.path());
    if (!status.ok() && status.code() != ACL_ERROR_REPEAT_INITIALIZE) return describe(status);
    initialised_ = status.ok();
    if (initialised_ && !config_) {
      config_ = settings;
      credit_ = candidate.credit;
    }
    if (acl.aclrtSetExceptionInfoCallback) {
      released(acl.aclrtSetExceptionInfoCallback(&Library::on_exception));
    }
  }
  ++users_;
  return {};
}

void Library::finalise() {
  const std::lock_guard lock(init_mutex_);
  if (--users_ > 0) return;
  if (acl.aclrtSetExceptionInfoCallback) released(acl.aclrtSetExceptionInfoCallback(nullptr));
  if (initialised_) released(acl.aclFinalize());
  initialised_ = false;
}

Failure Library::describe(Status status) const {
  Failure failure{status.api(), status.code(), {}};
  if (acl.aclGetRecentErrMsg) {
    if (const char* message = acl.aclGetRecentErrMsg()) failure.detail = message;
  }
  return failure;
}

void Library::released(Status status) const {
  if (status.ok()) return;
  Failure failure = describe(status);
  const std::lock_guard lock(release_mutex_);
  ++release_failures_.count;
  release_failures_.last = std::move(failure);
}

Library::ReleaseFailures Library::release_failures() const {
  const std::lock_guard lock(release_mutex_);
  return release_failures_;
}

void Library::listen(const void* key, Listener listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.emplace_back(key, std::move(listener));
}

void Library::unlisten(const void* key) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.erase(std::remove_if(listeners_.begin(), listeners_.end(),
                                  [key](const auto& entry) { return entry.first == key; }),
                   listeners_.end());
}

// The ABI's callback has no user data, so every library is told; a needless look is harmless.
void Library::on_exception(aclrtExceptionInfo*) {
  Registry& known = registry();
  std::vector<Library*> libraries;
  {
    const std::lock_guard lock(known.mutex);
    for (const auto& entry : known.libraries) libraries.push_back(entry.second);
  }
  for (Library* library : libraries) {
    const std::lock_guard lock(library->listeners_mutex_);
    for (const auto& entry : library->listeners_) entry.second();
  }
}

}  // namespace ascend_rx::acl
