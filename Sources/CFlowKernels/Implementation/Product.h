// Products of a small matrix with one of events: c = act(A b + bias + addend), the activation while the sums are in
// registers.
//
// A panel of 16 events of b is copied so that it is contiguous (rows of events are often a power of two apart, and
// would fall on the same few cache lines), and stays in the first-level cache while all rows of A pass over it.

/// g · act'(z), where out = act(z); NaN passes through.
ALWAYS_INLINE f8 BUILD(gated)(f8 g, f8 out, int activation) {
    if (activation == FLOW_RELU) {
        g = out <= 0.0f ? (f8)0.0f : g;
        return out != out ? out : g;
    }
    if (activation == FLOW_ELU) return g * (out > 0.0f ? (f8)1.0f : out + 1.0f);
    return g;
}

/// What a block begins with, beside the sums themselves.
#define FROM_ZERO 0
#define FROM_BIAS 1
#define FROM_ADDEND 2
#define FROM_BOTH 3

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
        const float *addend = end.addend ? end.addend + j : NULL, *gate = end.gate ? end.gate + j : NULL;
        const float *bias = end.bias;
        ptrdiff_t done = 0;
        // At least once, for a product without depth.
        do {
            ptrdiff_t part = depth - done < PRODUCT_DEPTH ? depth - done : PRODUCT_DEPTH;
            int last = done + part == depth;
            const float *left = a + (transposed ? done * stride : done), *right = b + done * n + j;
            const float *own_gate = last ? gate : NULL;
            int activation = last ? end.activation : FLOW_IDENTITY;
#define PANEL(is_transposed, width)                                                                            \
    BUILD(product_panel_##width)(left, stride, right, c + j, rows, part, n, bias, addend, own_gate, activation, \
                                 is_transposed)
            if (isWide && transposed) PANEL(1, 16);
            else if (isWide) PANEL(0, 16);
            else if (transposed) PANEL(1, 8);
            else PANEL(0, 8);
#undef PANEL
            bias = NULL;
            addend = c + j;
            done += part;
        } while (done < depth);
        j += isWide ? 16 : 8;
    }
}
