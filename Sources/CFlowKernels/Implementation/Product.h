// Products of small matrices with one of events: c = act(A b + bias + addend), the activation while the sums are in
// registers.
//
// A panel of 16 events of b stays in the first-level cache while all rows of every A pass over it. Where units may be off,
// it is copied, and rows of b that are 0 for all 16 events are left out of the copy and of the sums.

/// Some rows of a product over one panel.
typedef struct {
    const float *a;
    ptrdiff_t stride;
    float *c;
    ptrdiff_t n;
    flow_epilogue end;
} BUILD(product_part);
#define product_part BUILD(product_part)

#define BLOCK_OF(name) BUILD(name##_16)
#define VECTOR f16
#define UNALIGNED_VECTOR f16_unaligned
#define LANES 16
#include "ProductBlock.h"

#define BLOCK_OF(name) BUILD(name##_8)
#define VECTOR f8
#define UNALIGNED_VECTOR f8_unaligned
#define LANES 8
#include "ProductBlock.h"

static void BUILD(product)(const flow_product *products, ptrdiff_t count, int options, const float *b,
                           ptrdiff_t depth, ptrdiff_t n) {
    ptrdiff_t j = 0;
    for (; j + 16 <= n; j += 16) BUILD(product_events_16)(products, count, options, b, depth, n, j);
    if (j < n) BUILD(product_events_8)(products, count, options, b, depth, n, j);
}
