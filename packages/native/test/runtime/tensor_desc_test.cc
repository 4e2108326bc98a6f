// Tensor descriptions. Facts, section 8: host-side objects that need no context. The codes and values for bad
// arguments are unverified on hardware, except where the notes of the interface say them.
#include "world.h"

namespace {

constexpr int64_t dims[] = {2, 3, 4};

struct Desc {
  explicit Desc(aclDataType type = ACL_FLOAT, int count = 3, const int64_t* sizes = dims)
      : desc(aclCreateTensorDesc(type, count, sizes, ACL_FORMAT_ND)) {
    CHECK(desc != nullptr);
  }
  ~Desc() { aclDestroyTensorDesc(desc); }
  Desc(const Desc&) = delete;
  Desc& operator=(const Desc&) = delete;
  aclTensorDesc* const desc;
};

}  // namespace

TEST(what_was_given) {
  Desc made;
  CHECK_EQ(aclGetTensorDescType(made.desc), ACL_FLOAT);
  CHECK_EQ(aclGetTensorDescFormat(made.desc), ACL_FORMAT_ND);
  CHECK_EQ(aclGetTensorDescNumDims(made.desc), size_t{3});
  CHECK_EQ(aclGetTensorDescElementCount(made.desc), size_t{24});
  CHECK_EQ(aclGetTensorDescSize(made.desc), size_t{96});
  for (size_t i = 0; i < 3; ++i) {
    int64_t dim = 0;
    CHECK_EQ(aclGetTensorDescDim(made.desc, i), dims[i]);
    CHECK_OK(aclGetTensorDescDimV2(made.desc, i, &dim));
    CHECK_EQ(dim, dims[i]);
  }
}

TEST(bad_arguments_make_none) {
  CHECK(aclCreateTensorDesc(ACL_FLOAT, -1, dims, ACL_FORMAT_ND) == nullptr);
  CHECK(contains(recent_error(), "aclCreateTensorDesc: "));
  CHECK(aclCreateTensorDesc(ACL_FLOAT, 1, nullptr, ACL_FORMAT_ND) == nullptr);
  CHECK(aclCreateTensorDesc(ACL_FLOAT, 129, dims, ACL_FORMAT_ND) == nullptr);
}

TEST(dims_are_copied) {
  int64_t own[] = {5, 6};
  Desc made(ACL_UINT8, 2, own);
  own[0] = 100;
  CHECK_EQ(aclGetTensorDescDim(made.desc, 0), int64_t{5});
}

TEST(scalar) {
  Desc made(ACL_DOUBLE, 0, nullptr);
  CHECK_EQ(aclGetTensorDescNumDims(made.desc), size_t{0});
  CHECK_EQ(aclGetTensorDescElementCount(made.desc), size_t{1});
  CHECK_EQ(aclGetTensorDescSize(made.desc), size_t{8});
}

TEST(sizes_that_there_are_none_of) {
  const int64_t unknown[] = {-1, 3}, huge[] = {INT64_MAX, INT64_MAX}, none[] = {0, 3};
  for (const int64_t* sizes : {unknown, huge, none}) {
    Desc made(ACL_FLOAT, 2, sizes);
    CHECK_EQ(aclGetTensorDescElementCount(made.desc), size_t{0});
    CHECK_EQ(aclGetTensorDescSize(made.desc), size_t{0});
    CHECK_EQ(aclGetTensorDescDim(made.desc, 0), sizes[0]);
  }
  Desc strings(ACL_STRING);
  CHECK_EQ(aclGetTensorDescElementCount(strings.desc), size_t{24});
  CHECK_EQ(aclGetTensorDescSize(strings.desc), size_t{0});
}

// aclDestroyTensorDesc returns void.
TEST(null) {
  int64_t number = 0;
  int64_t range[1][2] = {{1, 2}};
  aclDestroyTensorDesc(nullptr);
  CHECK_EQ(aclGetTensorDescType(nullptr), ACL_DT_UNDEFINED);
  CHECK_EQ(aclGetTensorDescFormat(nullptr), ACL_FORMAT_UNDEFINED);
  CHECK_EQ(aclGetTensorDescSize(nullptr), size_t{0});
  CHECK_EQ(aclGetTensorDescElementCount(nullptr), size_t{0});
  CHECK_EQ(aclGetTensorDescNumDims(nullptr), size_t{0});
  CHECK_EQ(aclGetTensorDescDim(nullptr, 0), int64_t{-1});
  CHECK_EQ(aclGetTensorDescDimV2(nullptr, 0, &number), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(std::string(aclGetTensorDescName(nullptr)), "");
  aclSetTensorDescName(nullptr, "name");
  CHECK_EQ(aclSetTensorShapeRange(nullptr, 1, range), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclGetTensorDescDimRange(nullptr, 0, 2, &number), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorConst(nullptr, &number, 8), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorFormat(nullptr, ACL_FORMAT_ND), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorShape(nullptr, 3, dims), ACL_ERROR_INVALID_PARAM);
}

TEST(dims_beyond_the_last) {
  Desc made;
  int64_t dim = 7;
  CHECK_EQ(aclGetTensorDescDim(made.desc, 3), int64_t{-1});
  CHECK_EQ(aclGetTensorDescDimV2(made.desc, 3, &dim), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(dim, int64_t{7});
  CHECK_EQ(aclGetTensorDescDimV2(made.desc, 0, nullptr), ACL_ERROR_INVALID_PARAM);
}

TEST(name) {
  Desc made;
  CHECK_EQ(std::string(aclGetTensorDescName(made.desc)), "");
  std::string name = "picture";
  aclSetTensorDescName(made.desc, name.c_str());
  name = "changed";
  CHECK_EQ(std::string(aclGetTensorDescName(made.desc)), "picture");
  aclSetTensorDescName(made.desc, nullptr);
  CHECK_EQ(std::string(aclGetTensorDescName(made.desc)), "");
}

TEST(ranges) {
  const int64_t sizes[] = {-1, 3};
  Desc made(ACL_FLOAT, 2, sizes);
  int64_t range[2] = {};
  CHECK_OK(aclGetTensorDescDimRange(made.desc, 0, 2, range));
  CHECK(range[0] == 1 && range[1] == -1);
  CHECK_OK(aclGetTensorDescDimRange(made.desc, 1, 2, range));
  CHECK(range[0] == 3 && range[1] == 3);
  int64_t given[2][2] = {{1, 16}, {3, 3}};
  CHECK_OK(aclSetTensorShapeRange(made.desc, 2, given));
  given[0][1] = 99;
  CHECK_OK(aclGetTensorDescDimRange(made.desc, 0, 2, range));
  CHECK(range[0] == 1 && range[1] == 16);
  CHECK_EQ(aclGetTensorDescDimRange(made.desc, 2, 2, range), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclGetTensorDescDimRange(made.desc, 0, 1, range), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclGetTensorDescDimRange(made.desc, 0, 2, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorShapeRange(made.desc, 1, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorShapeRange(made.desc, 129, given), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclSetTensorShapeRange(made.desc, 0, nullptr));
  CHECK_OK(aclGetTensorDescDimRange(made.desc, 0, 2, range));
  CHECK_EQ(range[1], int64_t{-1});
}

// The storage format is for single operators; it does not change the description itself.
TEST(storage) {
  Desc made;
  float contents[24] = {};
  const int64_t stored[] = {24};
  CHECK_OK(aclSetTensorFormat(made.desc, ACL_FORMAT_FRACTAL_NZ));
  CHECK_OK(aclSetTensorShape(made.desc, 1, stored));
  CHECK_OK(aclSetTensorShape(made.desc, 0, nullptr));
  CHECK_OK(aclSetTensorConst(made.desc, contents, sizeof contents));
  CHECK_EQ(aclGetTensorDescFormat(made.desc), ACL_FORMAT_ND);
  CHECK_EQ(aclGetTensorDescNumDims(made.desc), size_t{3});
  CHECK_EQ(aclSetTensorShape(made.desc, -1, stored), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorShape(made.desc, 1, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorConst(made.desc, nullptr, 8), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorConst(made.desc, contents, 0), ACL_ERROR_INVALID_PARAM);
}

TEST(dataset_keeps_a_copy) {
  aclmdlDataset* const dataset = aclmdlCreateDataset();
  aclDataBuffer* const buffer = aclCreateDataBuffer(nullptr, 0);
  CHECK_OK(aclmdlAddDatasetBuffer(dataset, buffer));
  CHECK_OK(aclmdlAddDatasetBuffer(dataset, buffer));
  CHECK(aclmdlGetDatasetTensorDesc(dataset, 1) == nullptr);
  {
    Desc given;
    CHECK_OK(aclmdlSetDatasetTensorDesc(dataset, given.desc, 1));
    aclSetTensorDescName(given.desc, "later");
  }
  CHECK(aclmdlGetDatasetTensorDesc(dataset, 0) == nullptr);
  aclTensorDesc* const kept = aclmdlGetDatasetTensorDesc(dataset, 1);
  CHECK_EQ(aclGetTensorDescSize(kept), size_t{96});
  CHECK_EQ(std::string(aclGetTensorDescName(kept)), "");

  // What was given out stays valid.
  Desc other(ACL_INT64);
  CHECK_OK(aclmdlSetDatasetTensorDesc(dataset, other.desc, 1));
  CHECK(aclmdlGetDatasetTensorDesc(dataset, 1) == kept);
  CHECK_EQ(aclGetTensorDescSize(kept), size_t{192});
  CHECK_OK(aclmdlSetDatasetTensorDesc(dataset, kept, 1));
  CHECK_EQ(aclGetTensorDescSize(kept), size_t{192});

  CHECK_EQ(aclmdlSetDatasetTensorDesc(dataset, other.desc, 2), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlSetDatasetTensorDesc(dataset, nullptr, 0), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlSetDatasetTensorDesc(nullptr, other.desc, 0), ACL_ERROR_INVALID_PARAM);
  CHECK(aclmdlGetDatasetTensorDesc(dataset, 2) == nullptr);
  CHECK(aclmdlGetDatasetTensorDesc(nullptr, 0) == nullptr);
  CHECK_OK(aclmdlDestroyDataset(dataset));
  CHECK_OK(aclDestroyDataBuffer(buffer));
}

// The header: the only dim is -2 where even the number of dims is unknown.
TEST(unknown_rank) {
  const int64_t no_rank[] = {-2}, two[] = {-2, 3};
  aclTensorDesc* const unknown = aclCreateTensorDesc(ACL_FLOAT, 1, no_rank, ACL_FORMAT_ND);
  CHECK_EQ(aclGetTensorDescNumDims(unknown), size_t{ACL_UNKNOWN_RANK});
  CHECK_EQ(aclGetTensorDescSize(unknown), size_t{0});
  aclDestroyTensorDesc(unknown);
  aclTensorDesc* const known = aclCreateTensorDesc(ACL_FLOAT, 2, two, ACL_FORMAT_ND);
  CHECK_EQ(aclGetTensorDescNumDims(known), size_t{2});
  aclDestroyTensorDesc(known);
}

// What compilers of single operators are told: checked, and not used.
TEST(settings_for_compilers) {
  const int64_t shape[] = {2, 3};
  int64_t values[1][2] = {{0, 1}};
  aclTensorDesc* const desc = aclCreateTensorDesc(ACL_FLOAT, 2, shape, ACL_FORMAT_ND);
  CHECK_OK(aclSetTensorStorageFormat(desc, ACL_FORMAT_NC1HWC0));
  CHECK_OK(aclSetTensorStorageShape(desc, 2, shape));
  CHECK_OK(aclSetTensorOriginFormat(desc, ACL_FORMAT_NCHW));
  CHECK_OK(aclSetTensorOriginShape(desc, 2, shape));
  CHECK_OK(aclSetTensorValueRange(desc, 1, values));
  CHECK_OK(aclSetTensorDynamicInput(desc, "xs"));
  CHECK_OK(aclSetTensorPlaceMent(desc, ACL_MEMTYPE_HOST));
  CHECK_EQ(aclGetTensorDescFormat(desc), ACL_FORMAT_ND);
  CHECK_EQ(aclGetTensorDescNumDims(desc), size_t{2});

  CHECK_EQ(aclSetTensorStorageFormat(nullptr, ACL_FORMAT_ND), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorStorageShape(desc, 2, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorOriginFormat(nullptr, ACL_FORMAT_ND), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorOriginShape(desc, -1, shape), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorValueRange(desc, 1, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclSetTensorDynamicInput(desc, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(with_numbers<aclError(aclTensorDesc*, unsigned)>(aclSetTensorPlaceMent)(desc, 3),
           ACL_ERROR_INVALID_PARAM);
  aclDestroyTensorDesc(desc);
}

// A single description is an array of one. It names no memory.
TEST(one_as_an_array) {
  const int64_t shape[] = {2, 3};
  aclTensorDesc* const desc = aclCreateTensorDesc(ACL_FLOAT, 2, shape, ACL_FORMAT_ND);
  CHECK_EQ(aclGetTensorDescByIndex(desc, 0), desc);
  CHECK(aclGetTensorDescByIndex(desc, 1) == nullptr);
  CHECK(aclGetTensorDescByIndex(nullptr, 0) == nullptr);
  CHECK(aclGetTensorDescAddress(desc) == nullptr);
  CHECK(aclGetTensorDescAddress(nullptr) == nullptr);
  aclDestroyTensorDesc(desc);
}
