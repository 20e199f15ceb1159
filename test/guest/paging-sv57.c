/* Sv57: see lib/walk.h. */
#define LEVELS 5
#include "walk.h"
