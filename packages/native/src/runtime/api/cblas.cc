// Products of matrices as single operators. Refused, as all single operators are.
#include "acl/ops/acl_cblas.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "single operators are compiled for the chip, and the embedded runtime executes models only: put the "
    "operator into an ONNX model";

}  // namespace

aclError aclblasGemvEx(aclTransType transA, int m, int n, const void* alpha, const void* a, int lda,
                       aclDataType dataTypeA, const void* x, int incx, aclDataType dataTypeX,
                       const void* beta, void* y, int incy, aclDataType dataTypeY, aclComputeType type,
                       aclrtStream stream) {
  return refuse(CALL(aclblasGemvEx, transA, m, n, alpha, a, lda, dataTypeA, x, incx, dataTypeX, beta, y, incy,
                     dataTypeY, type, stream),
                reason);
}

aclError aclblasCreateHandleForGemvEx(aclTransType transA, int m, int n, aclDataType dataTypeA,
                                      aclDataType dataTypeX, aclDataType dataTypeY, aclComputeType type,
                                      aclopHandle** handle) {
  return refuse(
      CALL(aclblasCreateHandleForGemvEx, transA, m, n, dataTypeA, dataTypeX, dataTypeY, type, handle),
      reason);
}

aclError aclblasHgemv(aclTransType transA, int m, int n, const aclFloat16* alpha, const aclFloat16* a,
                      int lda, const aclFloat16* x, int incx, const aclFloat16* beta, aclFloat16* y, int incy,
                      aclComputeType type, aclrtStream stream) {
  return refuse(CALL(aclblasHgemv, transA, m, n, alpha, a, lda, x, incx, beta, y, incy, type, stream),
                reason);
}

aclError aclblasCreateHandleForHgemv(aclTransType transA, int m, int n, aclComputeType type,
                                     aclopHandle** handle) {
  return refuse(CALL(aclblasCreateHandleForHgemv, transA, m, n, type, handle), reason);
}

aclError aclblasS8gemv(aclTransType transA, int m, int n, const int32_t* alpha, const int8_t* a, int lda,
                       const int8_t* x, int incx, const int32_t* beta, int32_t* y, int incy,
                       aclComputeType type, aclrtStream stream) {
  return refuse(CALL(aclblasS8gemv, transA, m, n, alpha, a, lda, x, incx, beta, y, incy, type, stream),
                reason);
}

aclError aclblasCreateHandleForS8gemv(aclTransType transA, int m, int n, aclComputeType type,
                                      aclopHandle** handle) {
  return refuse(CALL(aclblasCreateHandleForS8gemv, transA, m, n, type, handle), reason);
}

aclError aclblasGemmEx(aclTransType transA, aclTransType transB, aclTransType transC, int m, int n, int k,
                       const void* alpha, const void* matrixA, int lda, aclDataType dataTypeA,
                       const void* matrixB, int ldb, aclDataType dataTypeB, const void* beta, void* matrixC,
                       int ldc, aclDataType dataTypeC, aclComputeType type, aclrtStream stream) {
  return refuse(CALL(aclblasGemmEx, transA, transB, transC, m, n, k, alpha, matrixA, lda, dataTypeA, matrixB,
                     ldb, dataTypeB, beta, matrixC, ldc, dataTypeC, type, stream),
                reason);
}

aclError aclblasCreateHandleForGemmEx(aclTransType transA, aclTransType transB, aclTransType transC, int m,
                                      int n, int k, aclDataType dataTypeA, aclDataType dataTypeB,
                                      aclDataType dataTypeC, aclComputeType type, aclopHandle** handle) {
  return refuse(CALL(aclblasCreateHandleForGemmEx, transA, transB, transC, m, n, k, dataTypeA, dataTypeB,
                     dataTypeC, type, handle),
                reason);
}

aclError aclblasHgemm(aclTransType transA, aclTransType transB, aclTransType transC, int m, int n, int k,
                      const aclFloat16* alpha, const aclFloat16* matrixA, int lda, const aclFloat16* matrixB,
                      int ldb, const aclFloat16* beta, aclFloat16* matrixC, int ldc, aclComputeType type,
                      aclrtStream stream) {
  return refuse(CALL(aclblasHgemm, transA, transB, transC, m, n, k, alpha, matrixA, lda, matrixB, ldb, beta,
                     matrixC, ldc, type, stream),
                reason);
}

aclError aclblasCreateHandleForHgemm(aclTransType transA, aclTransType transB, aclTransType transC, int m,
                                     int n, int k, aclComputeType type, aclopHandle** handle) {
  return refuse(CALL(aclblasCreateHandleForHgemm, transA, transB, transC, m, n, k, type, handle), reason);
}

aclError aclblasS8gemm(aclTransType transA, aclTransType transB, aclTransType transC, int m, int n, int k,
                       const int32_t* alpha, const int8_t* matrixA, int lda, const int8_t* matrixB, int ldb,
                       const int32_t* beta, int32_t* matrixC, int ldc, aclComputeType type,
                       aclrtStream stream) {
  return refuse(CALL(aclblasS8gemm, transA, transB, transC, m, n, k, alpha, matrixA, lda, matrixB, ldb, beta,
                     matrixC, ldc, type, stream),
                reason);
}

aclError aclblasCreateHandleForS8gemm(aclTransType transA, aclTransType transB, aclTransType transC, int m,
                                      int n, int k, aclComputeType type, aclopHandle** handle) {
  return refuse(CALL(aclblasCreateHandleForS8gemm, transA, transB, transC, m, n, k, type, handle), reason);
}
