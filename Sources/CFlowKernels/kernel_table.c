#include "kernel_table.h"

#include "Implementation/Vector.h"

// Vectors are passed between inlined functions only, so their calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define BUILD(name) name##_baseline
#include "Implementation/Kernels.h"
#undef BUILD

const flow_kernel_table *flow_kernels_baseline(void) { return &table_baseline; }

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define BUILD(name) name##_avx2
#include "Implementation/Kernels.h"
#undef BUILD
#pragma clang attribute pop

const flow_kernel_table *flow_kernels_best(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &table_avx2 : &table_baseline;
}

#else

const flow_kernel_table *flow_kernels_best(void) { return &table_baseline; }

#endif
