// Products of a small matrix with one of events: c = act(A b + bias + addend), the activation while the sums are in
// registers.
//
// A panel of 16 events of b is copied so that it is contiguous (rows of events are often a power of two apart, and
// would fall on the same few cache lines), and stays in the first-level cache while all rows of A pass over it. Rows of
// b that are 0 for all 16 events, units that are off, are left out of the copy and of the sums.

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

static void BUILD(product)(const float *a, ptrdiff_t stride, int transposed, const float *b, float *c, ptrdiff_t rows,
                           ptrdiff_t depth, ptrdiff_t n, flow_epilogue end) {
    for (ptrdiff_t j = 0; j < n;) {
        int isWide = n - j >= 16;
        product_part part = {a, stride, c + j, n, {end.bias, NULL, NULL, FLOW_IDENTITY}};
        if (end.addend) part.end.addend = end.addend + j;
        ptrdiff_t done = 0;
        // At least once, for a product without depth.
        do {
            ptrdiff_t now = depth - done < PRODUCT_DEPTH ? depth - done : PRODUCT_DEPTH;
            if (done + now == depth) {
                part.end.gate = end.gate ? end.gate + j : NULL;
                part.end.activation = end.activation;
            }
            part.a = a + (transposed ? done * stride : done);
            (isWide ? BUILD(product_panel_16) : BUILD(product_panel_8))(&part, b + done * n + j, now, rows, transposed);
            part.end.bias = NULL;
            part.end.addend = part.c;
            done += now;
        } while (done < depth);
        j += isWide ? 16 : 8;
    }
}
#undef product_part
