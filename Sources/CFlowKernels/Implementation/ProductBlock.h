// One block of a product, LANES events (a VECTOR) wide. Included once for each width.

/// `rows` x LANES sums. `transposed` and all after it are constants where this is inlined.
ALWAYS_INLINE void BLOCK_OF(product_block)(const float *a, ptrdiff_t stride, const float *panel, ptrdiff_t depth,
                                           float *c, ptrdiff_t n, const float *bias, const float *addend,
                                           const float *gate, int transposed, int rows, int from, int gates,
                                           int activation) {
    VECTOR sums[PRODUCT_ROWS];
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
        VECTOR start = from == FROM_BIAS || from == FROM_BOTH ? (VECTOR)bias[i] : (VECTOR)0.0f;
        if (from == FROM_ADDEND) start = *(const UNALIGNED_VECTOR *)(addend + i * n);
        if (from == FROM_BOTH) start += *(const UNALIGNED_VECTOR *)(addend + i * n);
        sums[i] = start;
    }
#pragma clang loop unroll_count(4)
    for (ptrdiff_t p = 0; p < depth; p++) {
        VECTOR x = *(const UNALIGNED_VECTOR *)(panel + p * LANES);
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++) sums[i] = x * (transposed ? a[p * stride + i] : a[i * stride + p]) + sums[i];
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
        union {
            VECTOR all;
            f8 parts[LANES / 8];
        } sum = {sums[i]};
#pragma clang loop unroll(full)
        for (int j = 0; j < LANES / 8; j++) {
            ptrdiff_t k = i * n + 8 * j;
            store(c + k, gates ? BUILD(gated)(sum.parts[j], load(gate + k), activation)
                               : BUILD(activate)(sum.parts[j], activation));
        }
    }
}

/// Blocks at the edge, which are few, find their ends while they run.
ALWAYS_INLINE void BLOCK_OF(product_edge)(const float *a, ptrdiff_t stride, const float *panel, ptrdiff_t depth,
                                          float *c, ptrdiff_t n, const float *bias, const float *addend,
                                          const float *gate, int transposed, int rows, int from, int activation) {
#define BLOCK(start) \
    BLOCK_OF(product_block)(a, stride, panel, depth, c, n, bias, addend, gate, transposed, rows, start, 0, FLOW_IDENTITY)
    switch (from) {
    case FROM_ZERO: BLOCK(FROM_ZERO); break;
    case FROM_BIAS: BLOCK(FROM_BIAS); break;
    case FROM_ADDEND: BLOCK(FROM_ADDEND); break;
    default: BLOCK(FROM_BOTH); break;
    }
#undef BLOCK
    if (activation == FLOW_IDENTITY) return;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < LANES / 8; j++) {
            ptrdiff_t k = i * n + 8 * j;
            f8 sum = load(c + k);
            store(c + k, gate ? BUILD(gated)(sum, load(gate + k), activation) : BUILD(activate)(sum, activation));
        }
}

/// All rows of A over one panel of b, LANES events wide.
ALWAYS_INLINE void BLOCK_OF(product_panel)(const float *a, ptrdiff_t stride, const float *b, float *c, ptrdiff_t rows,
                                           ptrdiff_t depth, ptrdiff_t n, const float *bias, const float *addend,
                                           const float *gate, int activation, int transposed) {
    float panel[LANES * PRODUCT_DEPTH] __attribute__((aligned(64)));
    for (ptrdiff_t p = 0; p < depth; p++)
        *(UNALIGNED_VECTOR *)(panel + p * LANES) = *(const UNALIGNED_VECTOR *)(b + p * n);
    int from = bias ? (addend ? FROM_BOTH : FROM_BIAS) : addend ? FROM_ADDEND : FROM_ZERO;
    ptrdiff_t i = 0;
#define AT(rows) (rows ? rows + i : NULL)
#define BLOCKS(start, gates, activation)                                                                             \
    for (; i + PRODUCT_ROWS <= rows; i += PRODUCT_ROWS)                                                              \
        BLOCK_OF(product_block)(a + (transposed ? i : i * stride), stride, panel, depth, c + i * n, n, AT(bias),     \
                                addend ? addend + i * n : NULL, gate ? gate + i * n : NULL, transposed, PRODUCT_ROWS, \
                                start, gates, activation)
#define ENDS(start)                                                      \
    if (gate && activation == FLOW_RELU) BLOCKS(start, 1, FLOW_RELU);    \
    else if (gate && activation == FLOW_ELU) BLOCKS(start, 1, FLOW_ELU); \
    else if (activation == FLOW_RELU) BLOCKS(start, 0, FLOW_RELU);       \
    else if (activation == FLOW_ELU) BLOCKS(start, 0, FLOW_ELU);         \
    else BLOCKS(start, 0, FLOW_IDENTITY)
    // The cases that fill a network's time; others take the edge's way.
    if (LANES == 16) {
        if (from == FROM_ZERO) { ENDS(FROM_ZERO); }
        else if (from == FROM_BIAS) { ENDS(FROM_BIAS); }
        else if (from == FROM_ADDEND) { ENDS(FROM_ADDEND); }
    }
#undef ENDS
#undef BLOCKS
    while (i < rows) {
        ptrdiff_t count = rows - i;
#define EDGE(number)                                                                                                  \
    BLOCK_OF(product_edge)(a + (transposed ? i : i * stride), stride, panel, depth, c + i * n, n, AT(bias),           \
                           addend ? addend + i * n : NULL, gate ? gate + i * n : NULL, transposed, number, from,      \
                           activation);                                                                               \
    i += number
        if (count >= 6) { EDGE(6); }
        else if (count >= 4) { EDGE(4); }
        else if (count >= 2) { EDGE(2); }
        else { EDGE(1); }
#undef EDGE
    }
#undef AT
}

#undef BLOCK_OF
#undef VECTOR
#undef UNALIGNED_VECTOR
#undef LANES
