// Bundles of models. Files of several models are made for NPUs; here a bundle is an ONNX file, with one
// model. The codes are unverified on hardware.
#include "runtime/model/bundles.h"

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/api/load.h"
#include "runtime/model/models.h"

using namespace ascend_rx::runtime;

namespace {

// Gives the model a bundle; where that fails, the model is unloaded again.
aclError add(aclError loaded, uint32_t model, uint32_t* bundle) {
  if (loaded != ACL_SUCCESS) return loaded;
  try {
    *bundle = Bundles::instance().add({model});
  } catch (...) {
    Models::instance().take_own(model);
    throw;
  }
  return ACL_SUCCESS;
}

}  // namespace

aclError aclmdlBundleLoadFromFile(const char* modelPath, uint32_t* bundleId) {
  return entry(CALL(aclmdlBundleLoadFromFile, modelPath, bundleId), [&] {
    require(modelPath && bundleId, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    uint32_t model = 0;
    const aclError loaded = load_file(modelPath, &model);
    return add(loaded, model, bundleId);
  });
}

aclError aclmdlBundleLoadFromMem(const void* model, size_t modelSize, uint32_t* bundleId) {
  return entry(CALL(aclmdlBundleLoadFromMem, model, modelSize, bundleId), [&] {
    require(model && modelSize > 0 && bundleId, ACL_ERROR_INVALID_PARAM,
            "an argument is NULL, or the size is 0");
    uint32_t id = 0;
    const aclError loaded = load_bytes(model, modelSize, &id);
    return add(loaded, id, bundleId);
  });
}

// A model that the program has unloaded by itself is not one of them any more.
aclError aclmdlBundleUnload(uint32_t bundleId) {
  return entry(CALL(aclmdlBundleUnload, bundleId), [&] {
    for (const uint32_t model : Bundles::instance().get(bundleId)) {
      if (Models::instance().has(model)) unload(model);
    }
    Bundles::instance().remove(bundleId);
    return ACL_SUCCESS;
  });
}

aclError aclmdlBundleGetModelNum(uint32_t bundleId, size_t* modelNum) {
  return entry(CALL(aclmdlBundleGetModelNum, bundleId, modelNum), [&] {
    require(modelNum != nullptr, ACL_ERROR_INVALID_PARAM, "modelNum is NULL");
    *modelNum = Bundles::instance().get(bundleId).size();
    return ACL_SUCCESS;
  });
}

aclError aclmdlBundleGetModelId(uint32_t bundleId, size_t index, uint32_t* modelId) {
  return entry(CALL(aclmdlBundleGetModelId, bundleId, index, modelId), [&] {
    require(modelId != nullptr, ACL_ERROR_INVALID_PARAM, "modelId is NULL");
    const std::vector<uint32_t> models = Bundles::instance().get(bundleId);
    require(index < models.size(), ACL_ERROR_INVALID_PARAM, "the bundle has no model with this index");
    *modelId = models[index];
    return ACL_SUCCESS;
  });
}
