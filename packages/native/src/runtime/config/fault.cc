#include "runtime/config/fault.h"

#include <dlfcn.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "base/json_text.h"
#include "runtime/config/json_object_reader.h"

namespace ascend_rx::runtime {
namespace {

constexpr double largest_number = 1e9;  // a larger number is certainly a mistake

// Whether this library exports a function of that name; true if the dynamic linker cannot find this library.
bool is_function(const std::string& name) {
  static const char in_this_library = 0;
  Dl_info here{};
  if (name.compare(0, 3, "acl") != 0) return false;
  if (dladdr(&in_this_library, &here) == 0) return true;
  const std::unique_ptr<void, int (*)(void*)> library(dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD),
                                                      dlclose);
  return !library || dlsym(library.get(), name.c_str()) != nullptr;
}

// Whether the function queues a task that can be made to fail.
bool queues_a_task(const std::string& function) {
  constexpr const char* functions[] = {"aclmdlExecuteAsync", "aclrtMemcpyAsync", "aclrtMemcpy2dAsync",
                                       "aclrtMemsetAsync"};
  return std::any_of(std::begin(functions), std::end(functions),
                     [&](const char* one) { return function == one; });
}

Fault read_fault(const Json& json, const std::string& place) {
  JsonObjectReader object(json, place);
  Fault fault;
  fault.function = object.text("function").value_or("");
  fault.call = static_cast<uint64_t>(object.integer("call", 1, largest_number).value_or(0));
  fault.probability = object.number("probability", 0, 1).value_or(0);
  fault.seed = static_cast<uint64_t>(object.integer("seed", 0, largest_number).value_or(1));
  fault.code = static_cast<aclError>(object.integer("code", 1, largest_number).value_or(0));
  fault.at_task = object.word("at", {"call", "task"}).value_or(0) == 1;
  object.finish();
  const auto demand = [&place](bool holds, const std::string& what) {
    if (!holds) throw Failure(ACL_ERROR_INVALID_PARAM, place + ": " + what);
  };
  demand(is_function(fault.function),
         "expected \"function\" to name an ACL function but received " + json_string(fault.function));
  demand(fault.code != ACL_SUCCESS, "expected \"code\", what the function is to return");
  demand((fault.call > 0) != (fault.probability > 0),
         "expected either \"call\", from 1, or \"probability\", above 0");
  demand(!fault.at_task || queues_a_task(fault.function),
         "only functions that queue work can fail at the task: aclmdlExecuteAsync, aclrtMemcpyAsync, "
         "aclrtMemcpy2dAsync, aclrtMemsetAsync");
  return fault;
}

}  // namespace

std::vector<Fault> read_faults(const Json& json, const std::string& place) {
  const auto* const list = json.as<Json::List>();
  if (!list) throw unexpected(place, "a list", json);
  std::vector<Fault> faults;
  faults.reserve(list->size());
  for (size_t i = 0; i < list->size(); ++i) {
    faults.push_back(read_fault((*list)[i], place + "[" + std::to_string(i) + "]"));
  }
  return faults;
}

}  // namespace ascend_rx::runtime
