// The opaque host objects of the C interface: how they are given out, looked at and ended.
#pragma once

#include <memory>
#include <utility>

#include "acl/acl.h"
#include "objects.h"
#include "strict.h"

namespace ascend_rx::runtime {

constexpr ObjectKind kind_of(const aclDataBuffer*) { return ObjectKind::data_buffer; }
constexpr ObjectKind kind_of(const aclmdlDataset*) { return ObjectKind::dataset; }
constexpr ObjectKind kind_of(const aclmdlDesc*) { return ObjectKind::model_desc; }
constexpr ObjectKind kind_of(const aclTensorDesc*) { return ObjectKind::tensor_desc; }
constexpr ObjectKind kind_of(const aclmdlConfigHandle*) { return ObjectKind::config; }

// A new one for the client. Throws std::bad_alloc.
template <typename Object, typename... Arguments>
Object* give_out(Arguments&&... arguments) {
  auto object = std::unique_ptr<Object>(new Object{std::forward<Arguments>(arguments)...});
  Objects::born(object.get(), kind_of(object.get()));
  return object.release();
}

// The client's object, or null. Strict: throws Failure for one that is none.
template <typename Object>
Object* live(Object* object) {
  if (object && strict()) Objects::check(object, kind_of(object));
  return object;
}

// The client has no use for it any more. REQUIRES: not null, live.
template <typename Object>
void end_object(const Object* object) {
  Objects::died(object);
  delete object;
}

}  // namespace ascend_rx::runtime
