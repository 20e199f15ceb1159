/* Sv48: see lib/walk.h. */
#define LEVELS 4
#include "walk.h"
