// Second-order Taylor propagation: first and second derivatives of every quantity along directions in ν.
//
// Jets of a rows x n matrix f are rows x (2 directions n): row i holds f' of the first direction for all n events, then
// f'', then those of the next direction. A null pointer stands for jets that are zero.

/// f, f' and f'' along one direction.
typedef struct { f8 value, first, second; } BUILD(taylor);
#define taylor BUILD(taylor)

ALWAYS_INLINE taylor BUILD(taylor_sum)(taylor a, taylor b) {
    return (taylor){a.value + b.value, a.first + b.first, a.second + b.second};
}
#define taylor_sum BUILD(taylor_sum)

ALWAYS_INLINE taylor BUILD(taylor_scaled)(taylor a, float factor) {
    return (taylor){a.value * factor, a.first * factor, a.second * factor};
}
#define taylor_scaled BUILD(taylor_scaled)

ALWAYS_INLINE taylor BUILD(taylor_product)(taylor a, taylor b) {
    return (taylor){a.value * b.value, a.first * b.value + a.value * b.first,
                    a.second * b.value + 2.0f * (a.first * b.first) + a.value * b.second};
}
#define taylor_product BUILD(taylor_product)

/// a/b; q' = (a' - q b')/b and q'' = (a'' - 2 q' b' - q b'')/b follow from a = q b.
ALWAYS_INLINE taylor BUILD(taylor_quotient)(taylor a, taylor b) {
    f8 inverse = 1.0f / b.value, value = a.value * inverse;
    f8 first = (a.first - value * b.first) * inverse;
    return (taylor){value, first, (a.second - 2.0f * (first * b.first) - value * b.second) * inverse};
}
#define taylor_quotient BUILD(taylor_quotient)

static void BUILD(activation_taylor)(const float *y, float *jets, ptrdiff_t rows, ptrdiff_t n, ptrdiff_t directions,
                                     int activation) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t d = 0; d < directions; d++) {
            float *first = jets + 2 * (i * directions + d) * n, *second = first + n;
            for (ptrdiff_t j = 0; j < n; j += 8) {
                f8 value = load(y + i * n + j), slope = load(first + j), bend = load(second + j);
                // Told from the output y = act(z): where z < 0, ELU has act' = act'' = y + 1.
                f8 factor = activation == FLOW_ELU ? value + 1.0f : (f8)0.0f;
                i8 linear = value > 0.0f;
                store(first + j, linear ? slope : factor * slope);
                store(second + j, linear ? bend : factor * (bend + slope * slope));
            }
        }
}

/// Adds the jets of a u + δ b u² to those of the sum; `du` is u' of every direction, and u'' = 0.
static void BUILD(polynomial_taylor)(const float *a, const float *a_jets, const float *b, const float *b_jets,
                                     float damping, const float *u, const float *du, ptrdiff_t directions, float *sum,
                                     ptrdiff_t n) {
    for (ptrdiff_t d = 0; d < directions; d++) {
        float slope = du[d];
        ptrdiff_t first = 2 * d * n, second = first + n;
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 v = load(u + j), dv = v * damping;
            f8 linear = load(a + j) + 2.0f * load(b + j) * dv;
            f8 one = linear * slope, two = load(b + j) * (2.0f * damping * slope * slope);
            if (a_jets) {
                f8 a1 = load(a_jets + first + j), b1 = load(b_jets + first + j);
                one += (a1 + b1 * dv) * v;
                two += (load(a_jets + second + j) + load(b_jets + second + j) * dv) * v
                       + (a1 + 2.0f * b1 * dv) * (2.0f * slope);
            }
            store(sum + first + j, load(sum + first + j) + one);
            store(sum + second + j, load(sum + second + j) + two);
        }
    }
}

/// Adds the jets of δ c u v to those of the sum.
static void BUILD(cross_taylor)(const float *c, const float *c_jets, float damping, const float *u, const float *v,
                                const float *du, const float *dv, ptrdiff_t directions, float *sum, ptrdiff_t n) {
    for (ptrdiff_t d = 0; d < directions; d++) {
        ptrdiff_t first = 2 * d * n, second = first + n;
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 product = (load(u + j) * damping) * load(v + j);
            f8 slope = (load(u + j) * dv[d] + load(v + j) * du[d]) * damping;
            f8 one = load(c + j) * slope, two = load(c + j) * (2.0f * damping * du[d] * dv[d]);
            if (c_jets) {
                f8 c1 = load(c_jets + first + j);
                one += c1 * product;
                two += load(c_jets + second + j) * product + 2.0f * (c1 * slope);
            }
            store(sum + first + j, load(sum + first + j) + one);
            store(sum + second + j, load(sum + second + j) + two);
        }
    }
}

/// The jets of y = x e^s + t, written over those of t, and those of the log-determinant Σ s, added.
static void BUILD(affine_taylor)(const float *x, const float *x_jets, const float *s, const float *s_jets,
                                 float *t_jets, ptrdiff_t directions, float *log_det, ptrdiff_t rows, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t j = 0; j < n; j += 8) {
            f8 value = load(x + i * n + j), scale = exp_full(load(s + i * n + j));
            for (ptrdiff_t d = 0; d < directions; d++) {
                ptrdiff_t sums = 2 * d * n + j, k = 2 * i * directions * n + sums;
                f8 s1 = load(s_jets + k), s2 = load(s_jets + k + n);
                f8 one = value * s1, two = value * (s2 + s1 * s1);
                if (x_jets) {
                    f8 x1 = load(x_jets + k);
                    one += x1;
                    two += load(x_jets + k + n) + 2.0f * (x1 * s1);
                }
                store(t_jets + k, one * scale + load(t_jets + k));
                store(t_jets + k + n, two * scale + load(t_jets + k + n));
                store(log_det + sums, load(log_det + sums) + s1);
                store(log_det + sums + n, load(log_det + sums + n) + s2);
            }
        }
}

/// Adds the jets of -½ Σ z².
static void BUILD(normal_taylor)(const float *z, const float *jets, ptrdiff_t directions, float *sum, ptrdiff_t rows,
                                 ptrdiff_t n) {
    for (ptrdiff_t d = 0; d < directions; d++)
        for (ptrdiff_t j = 0; j < n; j += 8) {
            ptrdiff_t first = 2 * d * n + j;
            f8 one = 0.0f, two = 0.0f;
            for (ptrdiff_t i = 0; i < rows; i++) {
                f8 v = load(z + i * n + j), slope = load(jets + 2 * i * directions * n + first);
                one += v * slope;
                two += slope * slope + v * load(jets + 2 * i * directions * n + first + n);
            }
            store(sum + first, load(sum + first) - one);
            store(sum + first + n, load(sum + first + n) - two);
        }
}
