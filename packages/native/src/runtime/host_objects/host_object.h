// The opaque host objects of the C interface: how they are made for the client, checked and destroyed.
#pragma once

#include <memory>
#include <utility>

#include "acl/acl.h"
#include "acl/acl_prof.h"
#include "runtime/checks/object_registry.h"
#include "runtime/checks/strict.h"

namespace ascend_rx::runtime {

constexpr ObjectKind kind_of(const aclDataBuffer*) { return ObjectKind::data_buffer; }
constexpr ObjectKind kind_of(const aclmdlDataset*) { return ObjectKind::dataset; }
constexpr ObjectKind kind_of(const aclmdlDesc*) { return ObjectKind::model_desc; }
constexpr ObjectKind kind_of(const aclTensorDesc*) { return ObjectKind::tensor_desc; }
constexpr ObjectKind kind_of(const aclmdlConfigHandle*) { return ObjectKind::config; }
constexpr ObjectKind kind_of(const aclprofConfig*) { return ObjectKind::profile_config; }

// A new object for the client. Throws std::bad_alloc.
template <typename Object, typename... Arguments>
Object* make_object(Arguments&&... arguments) {
  auto object = std::unique_ptr<Object>(new Object{std::forward<Arguments>(arguments)...});
  ObjectRegistry::add(object.get(), kind_of(object.get()));
  return object.release();
}

// The client's object, or null. Strict checks: throws Failure for a pointer that is no such object.
template <typename Object>
Object* live(Object* object) {
  if (object && strict()) ObjectRegistry::check(object, kind_of(object));
  return object;
}

// The client gives the object back. REQUIRES: not null, live.
template <typename Object>
void destroy_object(const Object* object) {
  ObjectRegistry::remove(object);
  delete object;
}

}  // namespace ascend_rx::runtime
