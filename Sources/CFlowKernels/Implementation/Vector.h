// Eight events side by side. Included once; the functions built on it are compiled once for each instruction set.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef float f8 __attribute__((ext_vector_type(8)));
typedef int32_t i8 __attribute__((ext_vector_type(8)));
typedef double d8 __attribute__((ext_vector_type(8)));
typedef float f8_unaligned __attribute__((ext_vector_type(8), aligned(4), may_alias));
/// Sixteen events, for products and squares: one register of AVX-512, two of AVX2.
typedef float f16 __attribute__((ext_vector_type(16)));
typedef float f16_unaligned __attribute__((ext_vector_type(16), aligned(4), may_alias));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/// The depth of a product's panel of events (16 KiB, half a first-level cache).
enum { PRODUCT_DEPTH = 256 };

/// Rows and events of an outer product's second factor that are turned at a time: a tile of 16 rows (10 KiB) stays in the
/// first-level cache.
enum { OUTER_ROWS = 128, OUTER_EVENTS = 160 };

/// With fewer events an outer product leaves out rows that are 0 even where few are.
enum { OUTER_FEW = 64 };
