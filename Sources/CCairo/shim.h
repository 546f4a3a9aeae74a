// Cairo with its PDF surface, which cairo.h does not include.
#include <cairo.h>
#include <cairo-pdf.h>
