// Cairo with its SVG and PDF surfaces, which cairo.h does not include.
#include <cairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
