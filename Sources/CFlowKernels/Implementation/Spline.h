// Monotonic rational-quadratic spline on [-5, 5], the identity outside.
//
// Durkan et al. 2019, arXiv:1906.04032, eqs. 4-8. Widths and heights are softmaxes of soft-clipped parameters.
// A knot is kept as the running sum c of unnormalized widths e, so that x meets it as t = x·S/10 + S/2 with S = Σe;
// the search and the position within the bin, θ = (t - c)/e, use the same c. S/2 - c is formed before x enters, so that
// rounding is relative to |x| and not to x + 5. (Kahan sums would halve the error once more, for 40 % more time.)

#define BOUND 5.0f
#define CLIP_BY_TWO 0.28952966f  // 2/λ with λ = |ln 1e-3|
#define CLIP_BY_ONE 0.14476483f  // 1/λ

/// What each event's bin is made of.
typedef struct {
    f8 theta;                // position within the bin, in [0, 1]
    f8 width, height;        // unnormalized: e of the bin
    f8 left, bottom;         // S/2 - c at the bin's lower knot
    f8 width_sum, height_sum;
    f8 raw0, raw1;           // derivative parameters of its two knots, 0 where pinned to 1
    i8 index;
} BUILD(spline_bin);
#define spline_bin BUILD(spline_bin)

/// e^{clip(v)}, the divisor of the clip left in `clip`.
ALWAYS_INLINE f8 BUILD(clipped_exp)(f8 v, float strength, f8 *clip) {
    *clip = 1.0f / (absolute(v) * strength + 1.0f);
    return exp_bounded(v * *clip);
}
#define clipped_exp BUILD(clipped_exp)

/// Finds the bin of `x` by its widths (`of_y` 0) or of y by its heights (`of_y` 1).
///
/// `terms`, 4 x bins or null for none, receives e and clip of widths, then of heights, for the adjoint.
ALWAYS_INLINE spline_bin BUILD(find_bin)(const float *p, ptrdiff_t n, int bins, int derivatives, f8 x, int of_y,
                                         f8 *terms) {
    // The axis that is searched needs its sum first; the other one is summed along the way.
    const float *searched = of_y ? p + (ptrdiff_t)bins * n : p, *other = of_y ? p : p + (ptrdiff_t)bins * n;
    const float *d = p + (ptrdiff_t)2 * bins * n;
    f8 own[FLOW_MAXIMUM_BINS];
    f8 *e = terms ? terms : own;
    f8 clip;
    f8 total = 0.0f;
    for (int k = 0; k < bins; k++) {
        e[k] = clipped_exp(load(searched + k * n), CLIP_BY_TWO, &clip);
        if (terms) terms[bins + k] = clip;
        total += e[k];
    }
    f8 unit = total * (0.5f / BOUND);
    f8 t = x * unit + 0.5f * total;

    f8 o = clipped_exp(load(other), CLIP_BY_TWO, &clip);
    if (terms) terms[2 * bins] = o, terms[3 * bins] = clip;
    f8 low = 0.0f, knot = e[0], other_low = 0.0f, other_knot = o;
    f8 size = e[0], other_size = o;
    f8 raw0 = 0.0f, raw1 = derivatives > 0 ? load(d) : (f8)0.0f;
    i8 index = 0;
    for (int k = 1; k < bins; k++) {
        o = clipped_exp(load(other + k * n), CLIP_BY_TWO, &clip);
        if (terms) terms[2 * bins + k] = o, terms[3 * bins + k] = clip;
        i8 beyond = knot <= t;
        size = beyond ? e[k] : size;
        low = beyond ? knot : low;
        other_size = beyond ? o : other_size;
        other_low = beyond ? other_knot : other_low;
        raw0 = beyond ? load(d + (k - 1) * n) : raw0;
        raw1 = beyond ? (k < derivatives ? load(d + k * n) : (f8)0.0f) : raw1;
        index = beyond ? (i8)k : index;
        knot += e[k];
        other_knot += o;
    }
    f8 from = 0.5f * total - low, other_from = 0.5f * other_knot - other_low;
    f8 theta = (x * unit + from) / size;
    theta = theta < 0.0f ? (f8)0.0f : theta;
    theta = theta > 1.0f ? (f8)1.0f : theta;
    spline_bin bin = {theta, size, other_size, from, other_from, total, other_knot, raw0, raw1, index};
    if (of_y) {
        bin.width = other_size, bin.height = size, bin.left = other_from, bin.bottom = from;
        bin.width_sum = other_knot, bin.height_sum = total;
    }
    return bin;
}
#define find_bin BUILD(find_bin)

/// NaN counts as inside, so that it reaches the log-determinant too.
ALWAYS_INLINE i8 BUILD(is_outside)(f8 x) { return (x <= -BOUND) | (x > BOUND); }
#define is_outside BUILD(is_outside)

static void BUILD(spline_forward)(const float *p, ptrdiff_t n, int bins, int derivatives, const float *x, float *y,
                                  float *log_det) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 value = load(x + j), clip;
        spline_bin bin = find_bin(p + j, n, bins, derivatives, value, 0, NULL);
        f8 d0 = clipped_exp(bin.raw0, CLIP_BY_ONE, &clip), d1 = clipped_exp(bin.raw1, CLIP_BY_ONE, &clip);
        f8 theta = bin.theta, rest = 1.0f - theta, q = theta * rest;
        f8 unit = (2.0f * BOUND) / bin.height_sum;
        f8 slope = (bin.height * bin.width_sum) / (bin.width * bin.height_sum);
        f8 inverse = 1.0f / (slope + (d0 + d1 - 2.0f * slope) * q);
        f8 numerator = slope * (theta * theta) + d0 * q;
        f8 result = (bin.height * (numerator * inverse) - bin.bottom) * unit;
        f8 ratio = slope * inverse;
        f8 bent = d1 * (theta * theta) + 2.0f * slope * q + d0 * (rest * rest);
        f8 log_slope = log_full(ratio * ratio * bent);
        i8 outside = is_outside(value);
        store(y + j, outside ? value : result);
        f8 total = load(log_det + j);
        store(log_det + j, outside ? total : total + log_slope);
    }
}

/// Solves eq. 6 for θ in the form that does not cancel (eq. 8), then corrects it by one Newton step.
static void BUILD(spline_inverse)(const float *p, ptrdiff_t n, int bins, int derivatives, const float *y, float *x,
                                  float *log_det) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 value = load(y + j), clip;
        spline_bin bin = find_bin(p + j, n, bins, derivatives, value, 1, NULL);
        f8 d0 = clipped_exp(bin.raw0, CLIP_BY_ONE, &clip), d1 = clipped_exp(bin.raw1, CLIP_BY_ONE, &clip);
        f8 phi = bin.theta;
        f8 slope = (bin.height * bin.width_sum) / (bin.width * bin.height_sum);
        f8 bend = d0 + d1 - 2.0f * slope;
        f8 a = slope - d0 + phi * bend, b = d0 - phi * bend, c = -slope * phi;
        f8 square = b * b - 4.0f * a * c;
        square = square < 0.0f ? (f8)0.0f : square;
        f8 theta = (2.0f * c) / (-b - __builtin_elementwise_sqrt(square));
        f8 rest = 1.0f - theta, q = theta * rest;
        f8 beta = slope + bend * q;
        f8 bent = d1 * (theta * theta) + 2.0f * slope * q + d0 * (rest * rest);
        theta = theta - (slope * (theta * theta) + d0 * q - phi * beta) * beta / (slope * bent);
        theta = theta < 0.0f ? (f8)0.0f : theta;
        theta = theta > 1.0f ? (f8)1.0f : theta;
        rest = 1.0f - theta, q = theta * rest;
        f8 ratio = slope / (slope + bend * q);
        bent = d1 * (theta * theta) + 2.0f * slope * q + d0 * (rest * rest);
        f8 result = (bin.width * theta - bin.left) * ((2.0f * BOUND) / bin.width_sum);
        f8 log_slope = log_full(ratio * ratio * bent);
        i8 outside = is_outside(value);
        store(x + j, outside ? value : result);
        f8 total = load(log_det + j);
        store(log_det + j, outside ? total : total - log_slope);
    }
}

/// The adjoint, by hand, of y = bottom + h·A/β, log y' = 2 log s + log T - 2 log β: with respect to x, and to the bin's
/// width, height and two derivatives.
typedef struct {
    f8 x, width, height, d0, d1;
    f8 per_width, per_height;  // 1/Σe of widths and of heights
} BUILD(spline_gradient);
#define spline_gradient BUILD(spline_gradient)

ALWAYS_INLINE spline_gradient BUILD(differentiate)(spline_bin bin, f8 d0, f8 d1, f8 y_gradient, f8 l_gradient) {
    f8 theta = bin.theta, rest = 1.0f - theta, q = theta * rest, square = theta * theta;
    f8 per_width = 1.0f / bin.width_sum, per_height = 1.0f / bin.height_sum;
    f8 width = (2.0f * BOUND) * (bin.width * per_width), height = (2.0f * BOUND) * (bin.height * per_height);
    f8 inverse_width = 1.0f / width;
    f8 slope = height * inverse_width;
    f8 bend = d0 + d1 - 2.0f * slope;
    f8 inverse_beta = 1.0f / (slope + bend * q);
    f8 numerator = slope * square + d0 * q;
    f8 bent = d1 * square + 2.0f * slope * q + d0 * (rest * rest);
    f8 share = numerator * inverse_beta;  // A/β

    f8 g_numerator = y_gradient * height * inverse_beta;
    f8 g_beta = -(g_numerator * share + 2.0f * l_gradient * inverse_beta);
    f8 g_bent = l_gradient / bent;
    f8 turn = 1.0f - 2.0f * theta;
    f8 g_theta = g_numerator * (2.0f * slope * theta + d0 * turn) + g_beta * (bend * turn)
                 + 2.0f * g_bent * (d1 * theta + slope * turn - d0 * rest);
    f8 g_slope = g_numerator * square + g_beta * (1.0f - 2.0f * q) + 2.0f * g_bent * q + 2.0f * l_gradient / slope;
    spline_gradient g;
    g.x = g_theta * inverse_width;
    g.width = -(g_slope * slope + g_theta * theta) * inverse_width;
    g.height = y_gradient * share + g_slope * inverse_width;
    g.d0 = (g_numerator + g_beta) * q + g_bent * (rest * rest);
    g.d1 = g_beta * q + g_bent * square;
    g.per_width = per_width;
    g.per_height = per_height;
    return g;
}
#define differentiate BUILD(differentiate)

static void BUILD(spline_backward)(float *p, ptrdiff_t n, int bins, int derivatives, const float *x, const float *gy,
                                   const float *gl, float *gx) {
    f8 terms[4 * FLOW_MAXIMUM_BINS];
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 value = load(x + j), clip0, clip1;
        spline_bin bin = find_bin(p + j, n, bins, derivatives, value, 0, terms);
        f8 d0 = clipped_exp(bin.raw0, CLIP_BY_ONE, &clip0), d1 = clipped_exp(bin.raw1, CLIP_BY_ONE, &clip1);
        i8 outside = is_outside(value);
        f8 y_gradient = load(gy + j), l_gradient = load(gl + j);
        spline_gradient g = differentiate(bin, d0, d1, y_gradient, l_gradient);
        f8 per_width = g.per_width, per_height = g.per_height;

        store(gx + j, outside ? y_gradient : g.x);
        f8 g_left = outside ? (f8)0.0f : -g.x * (2.0f * BOUND);
        f8 g_width = outside ? (f8)0.0f : g.width * (2.0f * BOUND);
        f8 g_bottom = outside ? (f8)0.0f : y_gradient * (2.0f * BOUND);
        f8 g_height = outside ? (f8)0.0f : g.height * (2.0f * BOUND);
        f8 g_d0 = outside ? (f8)0.0f : g.d0 * d0 * (clip0 * clip0);
        f8 g_d1 = outside ? (f8)0.0f : g.d1 * d1 * (clip1 * clip1);

        // Softmax: p_k (G_k - Σ p G), where G is g_left before the bin, g_width in it, and 0 beyond.
        f8 width_mean = (g_left * (0.5f * bin.width_sum - bin.left) + g_width * bin.width) * per_width;
        f8 height_mean = (g_bottom * (0.5f * bin.height_sum - bin.bottom) + g_height * bin.height) * per_height;
        float *widths = p + j, *heights = widths + (ptrdiff_t)bins * n, *knots = heights + (ptrdiff_t)bins * n;
        for (int k = 0; k < bins; k++) {
            i8 before = bin.index > k, here = bin.index == k;
            f8 slope = before ? g_left : here ? g_width : (f8)0.0f;
            f8 clip = terms[bins + k];
            store(widths + k * n, (slope - width_mean) * (terms[k] * per_width) * (clip * clip));
            slope = before ? g_bottom : here ? g_height : (f8)0.0f;
            clip = terms[3 * bins + k];
            store(heights + k * n, (slope - height_mean) * (terms[2 * bins + k] * per_height) * (clip * clip));
        }
        for (int k = 0; k < derivatives; k++) {
            i8 starts = bin.index == k + 1, ends = bin.index == k;
            store(knots + k * n, starts ? g_d0 : ends ? g_d1 : (f8)0.0f);
        }
    }
}

/// The adjoint with respect to x alone, where no gradient of the parameters is wanted.
static void BUILD(spline_backward_input)(const float *p, ptrdiff_t n, int bins, int derivatives, const float *x,
                                         const float *gy, const float *gl, float *gx) {
    for (ptrdiff_t j = 0; j < n; j += 8) {
        f8 value = load(x + j), clip;
        spline_bin bin = find_bin(p + j, n, bins, derivatives, value, 0, NULL);
        f8 d0 = clipped_exp(bin.raw0, CLIP_BY_ONE, &clip), d1 = clipped_exp(bin.raw1, CLIP_BY_ONE, &clip);
        f8 y_gradient = load(gy + j);
        spline_gradient g = differentiate(bin, d0, d1, y_gradient, load(gl + j));
        store(gx + j, is_outside(value) ? y_gradient : g.x);
    }
}
