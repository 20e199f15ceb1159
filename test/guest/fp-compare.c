/* F and D: comparisons, minimum and maximum, signs, classes: quiet and signalling NaN, both zeros. */
#include "float.h"

int main(void) {
  TO_INTEGER("feq.d a0, fa0, fa1", doubles);
  TO_INTEGER("flt.d a0, fa0, fa1", doubles);
  TO_INTEGER("fle.d a0, fa0, fa1", doubles);
  TO_INTEGER("fclass.d a0, fa0", doubles);
  TO_FLOAT("fmin.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fmax.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fsgnj.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fsgnjn.d fa0, fa0, fa1", doubles);
  TO_FLOAT("fsgnjx.d fa0, fa0, fa1", doubles);
  TO_INTEGER("feq.s a0, fa0, fa1", singles);
  TO_INTEGER("flt.s a0, fa0, fa1", singles);
  TO_INTEGER("fle.s a0, fa0, fa1", singles);
  TO_INTEGER("fclass.s a0, fa0", singles);
  TO_FLOAT("fmin.s fa0, fa0, fa1", singles);
  TO_FLOAT("fmax.s fa0, fa0, fa1", singles);
  TO_FLOAT("fsgnj.s fa0, fa0, fa1", singles);
  TO_FLOAT("fsgnjn.s fa0, fa0, fa1", singles);
  TO_FLOAT("fsgnjx.s fa0, fa0, fa1", singles);
  return 0;
}
