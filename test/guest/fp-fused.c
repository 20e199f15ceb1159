/* F and D: the four fused multiply-adds in five rounding modes. */
#include "float.h"

int main(void) {
  TO_FLOAT("fmadd.d fa0, fa0, fa1, fa2", doubles);
  TO_FLOAT("fmsub.d fa0, fa0, fa1, fa2", doubles);
  TO_FLOAT("fnmadd.d fa0, fa0, fa1, fa2", doubles);
  TO_FLOAT("fnmsub.d fa0, fa0, fa1, fa2", doubles);
  TO_FLOAT("fmadd.s fa0, fa0, fa1, fa2", singles);
  TO_FLOAT("fmsub.s fa0, fa0, fa1, fa2", singles);
  TO_FLOAT("fnmadd.s fa0, fa0, fa1, fa2", singles);
  TO_FLOAT("fnmsub.s fa0, fa0, fa1, fa2", singles);
  return 0;
}
