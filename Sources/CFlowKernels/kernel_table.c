#include "kernel_table.h"

#include "Implementation/Vector.h"

// Vectors are passed between inlined functions only, so their calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

// PRODUCT_ROWS are the rows of a product's block: as many sums of 16 events as the registers hold beside one operand.

#define BUILD(name) name##_baseline
#define PRODUCT_ROWS 6
#include "Implementation/Kernels.h"
#undef PRODUCT_ROWS
#undef BUILD

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define BUILD(name) name##_avx2
#define PRODUCT_ROWS 6
#include "Implementation/Kernels.h"
#undef PRODUCT_ROWS
#undef BUILD
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#define BUILD(name) name##_avx512
#define PRODUCT_ROWS 12
#include "Implementation/Kernels.h"
#undef PRODUCT_ROWS
#undef BUILD
#pragma clang attribute pop

#endif

int flow_kernel_builds(flow_kernel_build *builds) {
    int count = 0;
    builds[count++] = (flow_kernel_build){"baseline", &table_baseline};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        builds[count++] = (flow_kernel_build){"avx2", &table_avx2};
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        builds[count++] = (flow_kernel_build){"avx512", &table_avx512};
#endif
    return count;
}
